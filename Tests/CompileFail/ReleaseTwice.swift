// expected: 'withheld' consumed more than once

import Decisions
import Pipeline

/// An answer, released twice under one outcome.
func release(_ withheld: consuming WithheldAnswer, _ receipt: Receipt) throws -> [GateAnswer] {
    let first = try withheld.released(under: receipt)
    let second = try withheld.released(under: receipt)
    return [first, second]
}
