// expected: 'order' consumed more than once

import Pipeline

/// One order, carried out twice.
func double(_ order: consuming Order, by core: some MatchingCore) async {
    _ = await core.perform(order)
    _ = await core.perform(order)
}
