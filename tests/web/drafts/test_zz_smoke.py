import pytest
from django.urls import reverse
from tests.web.world import make_world
from tests.web.drafts.addresses import addresses
@pytest.mark.django_db
@pytest.mark.parametrize("lang",["en"])
def test_smoke(client, lang):
    w=make_world()
    a=addresses(w)
    for role in ("anonymous","talent","convener","viewer","stranger"):
        c=type(client)()
        if w.people[role]: c.force_login(w.people[role])
        for n,k in a.items():
            r=c.get(reverse(n,kwargs=k))
            print(role,n,r.status_code)
            assert r.status_code<500
