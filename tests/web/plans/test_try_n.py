import time, pytest
from tests.web.plans.made import made_plan, result
@pytest.mark.django_db
def test_x():
    t=time.time(); p=made_plan(); print('first', time.time()-t)
    t=time.time(); q=made_plan(synthetic=False); print('second', time.time()-t)
    t=time.time(); q=made_plan(); print('third', time.time()-t)
    from corridor.web.plans import queries
    r=queries.result(p)
    import dataclasses
    assert r.document()==result()[0].document()
    print(len(open(p.path/'plan.json').read()))
    print(queries.table(p,'scores').head(5))
    print(queries.table(p,'scores').null_count())
    print(queries.table(p,'vacancies').head(3))
    print(r.inputs, r.circles, r.reasons)
    c=queries.table(p,'scores'); pl_=queries.table(p,'placements')
    j=pl_.join(c,on=['vacancy','talent'],suffix='_c')
    assert j.height==pl_.height
    for part in ('occupation','skills','experience','languages','education'):
        assert j[part].equals(j[part+'_c'], null_equal=True) or (j[part]-j[part+'_c']).abs().max()<1e-9, part
    print(j.select('route','route_c','dependence_months','dependence_months_c').filter(__import__('polars').col('route').ne_missing(__import__('polars').col('route_c'))))
