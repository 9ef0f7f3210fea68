// expected: 'permit' consumed more than once

import Decisions
import Pipeline

/// Two recorded permits out of one decision.
func double(_ permit: consuming DraftedPermit, _ receipt: Receipt) throws {
    let first = try permit.recorded(under: receipt)
    let second = try permit.recorded(under: receipt)
    _ = consume first
    _ = consume second
}
