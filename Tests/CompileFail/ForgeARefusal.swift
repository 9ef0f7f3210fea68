// expected: 'Refusal' initializer is inaccessible due to 'fileprivate' protection level

import Decisions

/// A refusal that no engine gave.
func forge(_ ruling: Ruling) -> Refusal { Refusal(ruling: ruling) }
