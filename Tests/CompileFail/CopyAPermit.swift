// expected: 'permit' consumed more than once

import CoreProtocol
import Decisions
import Pipeline
import StrictJSON

/// One permit for two searches.
func copy(_ permit: consuming Permit, to operation: CoreOperation, in setting: DecisionSetting) throws {
    let first = try DraftedPermit(permit, for: operation, in: setting, warrantUse: nil)
    let second = try DraftedPermit(permit, for: operation, in: setting, warrantUse: nil)
    _ = consume first
    _ = consume second
}
