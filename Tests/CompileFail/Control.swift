// expected: no error

import CoreProtocol
import Decisions
import Pipeline
import StrictJSON

/// The whole way as it is meant: everything here compiles, so that each error of the other files is the one they name.
func walk(
    _ permit: consuming Permit,
    to operation: CoreOperation,
    in setting: DecisionSetting,
    log: some Recorder,
    core: some MatchingCore
) async throws -> CoreResponse {
    let drafted = try DraftedPermit(permit, for: operation, in: setting, warrantUse: nil)
    let receipt = try await log.record(drafted.draft)
    let recorded = try drafted.recorded(under: receipt)
    return await core.perform(recorded.order())
}

func tell(_ refusal: Refusal, in setting: DecisionSetting, log: some Recorder) async throws -> Int64 {
    let drafted = try DraftedRefusal(refusal, in: setting)
    let receipt = try await log.record(drafted.draft)
    return try drafted.recorded(under: receipt).receipt.index
}

func release(_ answer: consuming WithheldAnswer, log: some Recorder) async throws -> GateAnswer {
    let receipt = try await log.record(answer.draft)
    return try answer.released(under: receipt)
}
