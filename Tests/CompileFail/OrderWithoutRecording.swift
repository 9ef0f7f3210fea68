// expected: value of type 'DraftedPermit' has no member 'order'

import Pipeline

/// An order before the log has taken the decision.
func hurry(_ permit: consuming DraftedPermit) -> Order { permit.order() }
