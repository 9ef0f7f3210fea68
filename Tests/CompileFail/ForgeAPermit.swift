// expected: 'Permit' initializer is inaccessible due to 'fileprivate' protection level

import Decisions

/// A permit that no engine gave.
func forge(_ ruling: Ruling) -> Permit { Permit(ruling: ruling) }
