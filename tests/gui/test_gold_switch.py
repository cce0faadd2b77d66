"""Guards for quality: gold is chosen on the data screen."""

from __future__ import annotations

from studio.store import labels
from studio.store.gold import gold_of
from studio.store.prompts import get_response_set


def test_a_rankings_order_becomes_gold_and_is_taken_back(open_screen, add_set, context):
    store = context.project.store
    set_id = add_set("Frogs", "a", "b", "c")
    ids = [response.id for response in get_response_set(store, set_id).responses]
    labels.save_comparison(store, set_id, [[ids[2]], ids[:2]], ids, context.labeler.id, 0.0)
    screen = open_screen()
    assert screen.gold.isHidden()  # prompts have no order
    screen.show_item("comparisons")
    assert screen.gold.isVisible()
    assert "faster than one can read" in screen.detail.facts.text()
    assert not screen.gold.isChecked()
    screen.gold.click()
    assert gold_of(store, set_id) == ((ids[2],), tuple(ids[:2]))
    screen.refresh()
    assert screen.gold.isChecked()
    screen.gold.click()
    assert gold_of(store, set_id) is None


def test_a_ranking_that_ties_all_cannot_be_gold(open_screen, add_set, context):
    store = context.project.store
    set_id = add_set("Frogs", "a", "b")
    ids = [response.id for response in get_response_set(store, set_id).responses]
    labels.save_comparison(store, set_id, [ids], ids, context.labeler.id, 9.0)
    screen = open_screen()
    screen.show_item("comparisons")
    assert screen.gold.isHidden()
