import Cedar

/// Policy text: parsed, printed, formatted, to JSON and back, validated, evaluated in both forms.
enum PolicyTextTarget: FuzzTarget {
    static func run(_ bytes: [UInt8]) throws {
        guard let text = try? SourceFile.text(utf8: bytes, file: "fuzz"),
            let set = try? PolicySet.parse(text, file: "fuzz", naming: .position, templates: .kept)
        else { return }
        try PolicyPromises.check(set)
        let formatted = try PolicyFormatter().format(text, file: "fuzz")
        let again = try PolicyFormatter(lineWidth: 40).format(formatted, file: "again")
        try Violation.unless(
            try PolicyFormatter().format(again, file: "again").utf8.elementsEqual(formatted.utf8),
            "layout of \(formatted)"
        )
    }

    static let texts = [
        "@id(\"a\") permit (principal is User in Group::\"g\", action in [Action::\"view\", Action::\"edit\"], resource) "
            + "when { principal has nick && principal.nick like \"a\\*b*\" || [1, -2].contains(context.n) } "
            + "unless { if context has deep.leaf then !context.deep.leaf else decimal(\"1.5\").lessThan(context.d) };",
        "permit (principal == ?principal, action == Action::\"own\", resource in ?resource) "
            + "when { {a: 1, \"b\": [true]} == {a: 2} }; // a comment\nforbid (principal, action, resource);",
        "permit (principal, action, resource) when { (context.a + 1 * -3 - 4 < 5 || !!true) && resource is A::B in principal };",
        "forbid (principal, action, resource) when { ip(\"::1\").isInRange(context[\"x y\"]) } "
            + "when { datetime(\"2026-01-01\").offset(duration(\"1d\")).toDate() == context.t };",
        "permit (principal, action, resource) when { principal.hasTag(\"\\u{e9}\\n\\x41\") && principal.getTag(\"t\").isEmpty() };",
        "@a @b(\"\") // one\npermit // two\n(principal, // three\naction, resource,);\n// end",
    ]

    static let words = [
        "permit", "forbid", "principal", "action", "resource", "context", "when", "unless", "if ", " then ",
        " else ", " in ",
        " is ", " has ", " like ", "true", "false", "?principal", "?resource", "::", "&&", "||", "==", "!=",
        "<=", ">=",
        "contains(", "containsAll(", "isEmpty()", "getTag(", "hasTag(", "decimal(", "ip(", "datetime(",
        "duration(",
        "//", "\\u{", "\\*", "-9223372036854775808", "__cedar", "@id(", "\r\n", "\u{2028}", "\u{e9}",
    ]
}
