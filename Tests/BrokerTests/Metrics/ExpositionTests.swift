import Broker
import Testing

/// Prometheus' text format.
@Suite struct ExpositionTests {
    @Test func aCounterHasHelpTypeAndEscapedLabels() {
        var text = Exposition()
        text.add(.decisions, [(labels: ["deny", "a \"rule\"\\\nof two lines"], value: 3)])
        #expect(
            text.text == """
                # HELP abeyance_decisions_total Decisions recorded, by outcome and first determining rule or reason.
                # TYPE abeyance_decisions_total counter
                abeyance_decisions_total{outcome="deny",rule="a \\"rule\\"\\\\\\nof two lines"} 3

                """
        )
    }

    @Test func aMetricWithoutSamplesIsNotThere() {
        var text = Exposition()
        text.add(.bundleEnd, [])
        #expect(text.text == "")
    }

    @Test func aHistogramCountsEachDurationInItsStepAndAllLongerOnes() {
        let histogram = Histogram()
        for duration: Int64 in [0, 10, 11, 250, 999_999, 10_000_001] {
            histogram.observe(microseconds: duration)
        }
        var text = Exposition()
        text.add(.decide, histogram)
        let lines = text.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="0.00001"} 2"#))
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="0.000025"} 3"#))
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="0.00025"} 4"#))
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="1"} 5"#))
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="10"} 5"#))
        #expect(lines.contains(#"abeyance_decide_seconds_bucket{le="+Inf"} 6"#))
        #expect(lines.contains("abeyance_decide_seconds_count 6"))
        #expect(lines.contains("abeyance_decide_seconds_sum 11.000271"))
        #expect(lines.filter { $0.contains("_bucket") }.count == Histogram.steps.count + 1)
    }

    @Test func noMetricLabelsAPerson() {
        let allowed = [
            "outcome", "rule", "reason", "kind", "subject", "fingerprint", "issuer", "key", "name", "result",
            "about",
        ]
        for metric in Metric.allCases {
            #expect(metric.labels.allSatisfy(allowed.contains), "\(metric)")
            #expect(metric.rawValue.hasPrefix("abeyance_"))
            #expect(metric.rawValue.hasSuffix("_total") == (metric.kind == "counter"))
        }
    }
}
