import Pipeline

/// A core, with what is measured of it.
struct MeasuredCore<Core: MatchingCore>: MatchingCore {
    let core: Core
    let meter: Meter

    func perform(_ order: consuming Order) async -> CoreResponse {
        let response = await core.perform(order)
        meter.forward.observe(microseconds: response.duration)
        return response
    }
}
