import Cedar
import Testing

@Suite("extension types")
struct ExtensionTests {
    @Test(
        "decimals keep their sign and their range",
        arguments: [
            ("decimal(\"-0.5\").lessThan(decimal(\"0.0\"))", "true"),
            ("decimal(\"-0.5\")", "decimal(\"-0.5\")"),
            ("decimal(\"-922337203685477.5808\")", "decimal(\"-922337203685477.5808\")"),
            ("decimal(\"922337203685477.5808\")", "extension error"), ("decimal(\"1.\")", "extension error"),
            ("decimal(\"1.23456\")", "extension error"), ("decimal(\".5\")", "extension error"),
            ("decimal(\"+1.0\")", "extension error"), ("decimal(1)", "type error"),
            ("decimal()", "type error"),
            ("decimal(\"1.0\").greaterThanOrEqual(decimal(\"1.0\"))", "true"),
            ("decimal(\"1.0\").lessThan(1)", "type error"),
        ]
    )
    func decimals(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }

    @Test(
        "addresses keep their host bits and compare as ranges",
        arguments: [
            ("ip(\"10.0.0.0/24\") == ip(\"10.0.0.1/24\")", "false"),
            ("ip(\"127.0.0.1\") == ip(\"127.0.0.1/32\")", "true"),
            ("ip(\"::ffff:127.0.0.1\")", "extension error"), ("ip(\"127.0.0.01\")", "extension error"),
            ("ip(\"10.0.0.0/08\")", "extension error"), ("ip(\"10.0.0.0/33\")", "extension error"),
            ("ip(\"127.0.0.0/8\").isLoopback()", "true"), ("ip(\"127.0.0.0/7\").isLoopback()", "false"),
            ("ip(\"::1\").isLoopback()", "true"), ("ip(\"224.0.0.0/3\").isMulticast()", "false"),
            ("ip(\"ff00::/8\").isMulticast()", "true"),
            ("ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\"))", "true"),
            ("ip(\"10.0.0.0/7\").isInRange(ip(\"10.0.0.0/8\"))", "false"),
            ("ip(\"1.1.1.1\").isInRange(ip(\"::/0\"))", "false"),
            ("ip(\"1.1.1.1\").isInRange(ip(\"0.0.0.0/0\"))", "true"), ("ip(\"::1\").isIpv6()", "true"),
            ("ip(\"2001:db8:0:0:1:0:0:1\")", "ip(\"2001:db8::1:0:0:1\")"),
            ("ip(\"1:2:3:4:5:6:7::\").isIpv4()", "false"),
            ("ip(\"1:2:3:4:5:6:7:8::\")", "extension error"), ("ip(\":::\")", "extension error"),
        ]
    )
    func addresses(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }

    @Test(
        "datetimes and durations are exact to the ends of their range",
        arguments: [
            ("datetime(\"2016-12-31T23:59:60Z\")", "extension error"),
            ("datetime(\"2026-02-29\")", "extension error"),
            ("datetime(\"2024-02-29\")", "datetime(\"2024-02-29T00:00:00.000Z\")"),
            ("datetime(\"2024-01-01T00:00:00+2400\")", "extension error"),
            ("datetime(\"2024-01-01T00:00:00+0060\")", "extension error"),
            ("datetime(\"2024-01-01T00:00:00\")", "extension error"),
            ("datetime(\"2024-1-01\")", "extension error"),
            ("datetime(\"1970-01-01T00:00:00+0001\") < datetime(\"1970-01-01\")", "true"),
            ("datetime(\"1969-12-31T23:59:59.999Z\").toDate()", "datetime(\"1969-12-31T00:00:00.000Z\")"),
            ("datetime(\"1969-12-31T23:59:59.999Z\").toTime()", "duration(\"23h59m59s999ms\")"),
            ("datetime(\"2026-01-02\").durationSince(datetime(\"2026-01-01\")).toHours()", "24"),
            ("datetime(\"2026-01-01\").offset(duration(\"-1ms\"))", "datetime(\"2025-12-31T23:59:59.999Z\")"),
            ("datetime(\"2026-01-01\").offset(duration(\"9223372036854775807ms\"))", "extension error"),
            (
                "datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\")).toDate()",
                "extension error"
            ),
            ("duration(\"-9223372036854775808ms\").toMilliseconds()", "-9223372036854775808"),
            ("duration(\"9223372036854775808ms\")", "extension error"),
            ("duration(\"1h1d\")", "extension error"),
            ("duration(\"\")", "extension error"), ("duration(\"-\")", "extension error"),
            ("duration(\"106751991168d\")", "extension error"), ("duration(\"-90s\").toMinutes()", "-1"),
            ("duration(\"1d2h3m4s5ms\")", "duration(\"1d2h3m4s5ms\")"), ("duration(\"36h\").toDays()", "1"),
        ]
    )
    func moments(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }
}
