"""/health of real pages: a load balancer notices that the database went away, and that it is back at once."""

from tests.postgres import own_postgres
from tests.processes import Browser, free_port, running

OK, FAILING = (200, '{"status":"ok"}\n'), (503, '{"status":"failing"}\n')


def test_a_postgres_that_stops_and_comes_back(tmp_path):
    port = free_port()
    with own_postgres() as server, running("web", "--port", port, instance=tmp_path, DATABASE_URL=server.url) as pages:
        pages.says("WorkChat em")
        balancer, others = Browser(port), [Browser(port) for _ in range(4)]
        for browser in others:
            browser.ask("GET", "/login")  # at the same time, so that several connections wait in the pool
        assert [browser.answer()[0] for browser in others] == [303] * 4  # nobody is set up yet
        assert balancer.get("/health") == OK
        server.stop("immediate")
        assert balancer.get("/health") == FAILING
        server.start()
        assert balancer.get("/health") == OK
        for browser in (balancer, *others):
            browser.close()
        pages.tell_to_stop()
        assert pages.ends() == 0


def test_a_school_on_one_file(tmp_path):
    port = free_port()
    with running("web", "--port", port, instance=tmp_path) as pages:
        pages.says("WorkChat em")
        balancer = Browser(port, Host="balanceador.interno")
        assert balancer.get("/health") == OK
        balancer.close()
