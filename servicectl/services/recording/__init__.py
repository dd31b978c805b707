"""The writing half: check, decide, record one event or one voucher."""
