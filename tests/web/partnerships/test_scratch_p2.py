import time
import pytest
from django.urls import reverse
from tests.web.partnerships.designs_made import *
pytestmark = pytest.mark.django_db

def test_pages(client, organisation, person):
    own = organisation("Own")
    u = person("analyst", own)
    row = made_design(own, u)
    for who in (None, u):
        if who: client.force_login(who)
        for name, args in (("designs",[]),("design",["palim"]),("design",["thamm_enabel"]),("design",["match"]),("design",["pem_wecco"]),("design_checks",["palim"]),("design_download",["palim"])) + ((("design",[row.pk]),("design_edit",[row.pk]),("design_delete",[row.pk]),("design_create",[])) if who else ()):
            t=time.perf_counter()
            r = client.get(reverse("partnerships:"+name, args=args))
            print(name, args, r.status_code, len(r.content), round(time.perf_counter()-t,3))
            assert r.status_code == 200
    q="?wave.0=90&loss.3=5"
    for tgt in ("live","rest",""):
        for i in range(2):
            t=time.perf_counter()
            r = client.get(reverse("partnerships:design", args=["palim"])+q+str(i), headers={"HX-Request":"true","HX-Target":tgt} if tgt else {})
            print(tgt, r.status_code, len(r.content), round(time.perf_counter()-t,3), r.headers.get("HX-Replace-Url"))
    r = client.post(reverse("partnerships:design_save", args=["palim"]), {"wave.0":"90","name":"X","organisation":str(own.pk)})
    print(r.status_code, r.headers.get("Location")); assert r.status_code==302
