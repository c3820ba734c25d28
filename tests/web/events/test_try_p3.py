import pytest
from django.urls import reverse
from tests.web.events.addresses import addresses
from tests.web.test_permission_matrix import answer,_client
from tests.web.world import *
@pytest.mark.django_db
def test_m():
    w=make_world(); known=addresses(w)
    missing={n for n in view_names() if n.startswith("events:")}-set(known); assert not missing, missing
    print(f"{'':30}"," ".join(r[:6].rjust(7) for r in ROLES))
    for n,k in sorted(known.items()):
        for m in ("GET","POST"):
            cells=[answer(_client(w,r),m,reverse(n,kwargs=k)) for r in ROLES]
            print(f"{n:30}{m:5}"+" ".join(c[:6].rjust(7) for c in cells))
    assert 0
