// expected: type 'Permit' does not conform to protocol 'Copyable'

import Decisions

/// A permit put aside for later, among others.
func keep(_ permit: consuming Permit) -> [Permit] { [permit] }
