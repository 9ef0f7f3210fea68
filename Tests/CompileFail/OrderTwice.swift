// expected: 'permit' consumed more than once

import Pipeline

/// Two orders out of one recorded decision.
func double(_ permit: consuming RecordedPermit) {
    let first = permit.order()
    let second = permit.order()
    _ = consume first
    _ = consume second
}
