import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("Bundles")
struct BundleTests {
    @Test("the digest covers every byte of every file and no order")
    func digest() throws {
        let files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.about.file]
        let digest = try Bundle(files: files).digest
        #expect(try Bundle(files: files.reversed()).digest == digest)
        let readme = BundleFile(path: "README.md", bytes: [0x0A])
        #expect(try Bundle(files: files + [readme]).digest != digest)
        for index in files.indices {
            var changed = files
            changed[index] = BundleFile(path: files[index].path, bytes: files[index].bytes + [0x0A])
            #expect(try Bundle(files: changed).digest != digest, "\(files[index].path)")
        }
    }

    @Test("registry files read back as the values they were written from")
    func registryRoundTrip() throws {
        #expect(try WorkingSet.bundle().registry == WorkingSet.registry)
    }

    @Test("an empty policy folder is refused in plain words")
    func noPolicies() throws {
        let files = try WorkingSet.policies().filter { $0.role != .policy }
        let messages = problems(files + WorkingSet.registry.files() + [WorkingSet.about.file])
        #expect(messages == ["no policies: at least one `.cedar` file was expected"])
        let hollow = files + [WorkingSet.policy("// nothing\n")] + WorkingSet.registry.files()
        #expect(problems(hollow + [WorkingSet.about.file]) == ["the policy files hold no policy"])
    }

    @Test("every missing and every strange file is listed at once")
    func missingFiles() throws {
        let messages = problems([
            BundleFile(path: "organisatons.json", bytes: []), BundleFile(path: "../evil.cedar", bytes: []),
            BundleFile(path: "policies/deep/x.cedar", bytes: []), BundleFile(path: ".cedar", bytes: []),
        ])
        #expect(
            messages.contains(
                "organisatons.json: no bundle has such a file, did you mean `organisations.json`?"
            )
        )
        #expect(messages.contains("../evil.cedar: no bundle has such a file"))
        #expect(messages.contains("policies/deep/x.cedar: no bundle has such a file"))
        #expect(messages.contains(".cedar: no bundle has such a file"))
        for name in [
            "organisations.json", "collections.json", "authorities.json", "courts.json", "facts.json",
        ] {
            #expect(messages.contains("\(name): the file is missing"))
        }
        #expect(messages.contains("schema.cedarschema: the file is missing"))
        #expect(messages.contains("bundle.json: the file is missing"))
    }

    @Test("a path that occurs twice is refused")
    func duplicatePath() throws {
        let files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.about.file]
        #expect(problems(files + [WorkingSet.about.file]).contains("bundle.json: the path occurs twice"))
    }

    @Test(
        "registry files are read strictly",
        arguments: [
            ("facts.json", #"{"facts": {"a": true, "a": false}}"#, "duplicate"),
            ("facts.json", #"{"facts": {"a": 1}}"#, "a boolean"),
            ("facts.json", #"{"facts": {"A": true}}"#, "no fact's name"),
            ("facts.json", #"{"facts": {}, "x": 1}"#, "unknown member `x`"),
            ("facts.json", #"{"facts": {},}"#, "facts.json:1:"),
            ("courts.json", "[]", "an object was expected"),
            ("delegations.json", #"{"delegations": [{"from": "icmec"}]}"#, "`for` is missing"),
            (
                "delegations.json", #"{"delegations": [{"from": "icmec", "for": "thorn", "until": 1}]}"#,
                "unknown member `until`"
            ),
            ("bundle.json", #"{"name": "Police", "version": 1, "demonstration": true}"#, "is no name"),
            ("bundle.json", #"{"name": "p", "version": 0, "demonstration": true}"#, "out of range"),
            (
                "bundle.json", #"{"name": "p", "version": 1, "demonstration": true, "vresion": 2}"#,
                "did you mean"
            ),
            (
                "authorities.json", #"{"authorities": [{"name": "a", "key": "AB", "uriPrefix": "x:/"}]}"#,
                "no SHA-256"
            ),
            (
                "collections.json",
                #"{"collections": [{"name": "a b", "kind": "mugshots", "owner": "icmec", "jurisdiction": "US", "containsMinors": false}]}"#,
                "no collection's name"
            ),
            (
                "collections.json",
                #"{"collections": [{"name": "a", "kind": "mugshot", "owner": "icmec", "jurisdiction": "US", "containsMinors": false}]}"#,
                "did you mean `mugshots`?"
            ),
            (
                "collections.json",
                #"{"collections": [{"name": "a", "prefix": "b", "kind": "mugshots", "owner": "icmec", "jurisdiction": "US", "containsMinors": false}]}"#,
                "either `name` or `prefix`"
            ),
            (
                "collections.json",
                #"{"collections": [{"name": "a", "kind": "mugshots", "owner": "nobody", "jurisdiction": "US", "containsMinors": false}]}"#,
                "`nobody` is not registered"
            ),
            (
                "collections.json",
                #"{"collections": [{"name": "a", "kind": "mugshots", "owner": "icmec", "jurisdiction": "Oregon", "containsMinors": false}]}"#,
                "is no jurisdiction"
            ),
        ]
    )
    func strictFiles(name: String, text: String, expected: String) throws {
        var files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.about.file]
        files.removeAll { $0.path == ExactString(name) }
        files.append(BundleFile(path: ExactString(name), bytes: Array(text.utf8)))
        let messages = problems(files)
        #expect(messages.contains { $0.hasPrefix(name) && $0.contains(expected) }, "\(messages)")
    }

    @Test(
        "an organisation is never both police and child protection or against trafficking",
        arguments: [
            ([.policeState, .childProtection], "never both police and `child_protection`"),
            ([.antiTrafficking, .corrections], "never both police and `anti_trafficking`"),
        ] as [([OrganisationClass], String)]
    )
    func bothClasses(classes: [OrganisationClass], expected: String) throws {
        let messages = problems(organisations: [WorkingSet.organisation("both", classes)])
        #expect(
            messages.contains {
                $0.hasPrefix("organisations.json: /organisations/0/classes") && $0.contains(expected)
            }
        )
    }

    @Test("police have no default purpose")
    func policeDefault() throws {
        let police = WorkingSet.organisation("p", [.policeLocal], defaultPurpose: .missingChild)
        #expect(
            problems(organisations: [police]).contains {
                $0.contains("police state a purpose with every request")
            }
        )
    }

    @Test("one identity leads to one organisation")
    func sharedIdentity() throws {
        let pin = Identity.pin(WorkingSet.certificate)
        let pair = (["one", "two"] as [ExactString]).map { name in
            Organisation(name: name, title: name, classes: [.business], jurisdiction: "US", identities: [pin])
        }
        #expect(problems(organisations: pair).contains { $0.contains("registered for `one` and for `two`") })
    }

    @Test("a URI name lies below a registered authority's prefix")
    func uriNames() throws {
        func named(_ uri: ExactString, _ key: SHA256Digest) -> Organisation {
            Organisation(
                name: "one",
                title: "One",
                classes: [.business],
                jurisdiction: "US",
                identities: [.uri(uri, authority: key)]
            )
        }
        let outside = problems(organisations: [named("spiffe://else.example/org/one", WorkingSet.authority)])
        #expect(outside.contains { $0.contains("does not lie below `spiffe://test.example/org/`") })
        let unknown = problems(organisations: [named("spiffe://test.example/org/one", WorkingSet.certificate)]
        )
        #expect(unknown.contains { $0.contains("no authority in authorities.json has the key") })
    }

    @Test("whoever holds an exemption, audits or oversees shares no authority with others")
    func sharedAuthority() throws {
        func named(
            _ name: ExactString,
            _ classes: [OrganisationClass],
            _ exemptions: [ExactString]
        ) -> Organisation {
            Organisation(
                name: name,
                title: name,
                classes: classes,
                jurisdiction: "US",
                exemptions: exemptions,
                identities: [
                    .uri(ExactString("spiffe://test.example/org/\(name)"), authority: WorkingSet.authority)
                ]
            )
        }
        let plain = named("plain", [.business], [])
        for holder in [named("holder", [.childProtection], ["x"]), named("holder", [.auditor], [])] {
            let messages = problems(organisations: [plain, holder])
            #expect(
                messages.contains {
                    $0.contains("`holder` holds an exemption or oversees, and shares an authority")
                }
            )
        }
        #expect(problems(organisations: [plain, named("second", [.business], [])]).isEmpty)
    }

    @Test(
        "whom a policy names to its advantage shares no authority with others",
        arguments: [
            ("permit (principal == Organisation::\"holder\", action, resource);", true),
            ("permit (principal in Organisation::\"holder\", action, resource);", true),
            ("permit (principal, action, resource) when { principal == Organisation::\"holder\" };", true),
            (
                "permit (principal, action, resource) when { [Organisation::\"holder\"].contains(principal) };",
                true
            ),
            (
                """
                @reason("jurisdiction_ban") @notice("n") @source("s")
                forbid (principal, action, resource) unless { principal == Organisation::"holder" };
                """, true
            ),
            (
                """
                @reason("jurisdiction_ban") @notice("n") @source("s")
                forbid (principal == Organisation::"holder", action, resource);
                """, false
            ),
            ("permit (principal == Organisation::\"else\", action, resource);", false),
        ] as [(String, Bool)]
    )
    func namedHolder(policy: String, isRefused: Bool) throws {
        func named(_ name: ExactString) -> Organisation {
            let uri = ExactString("spiffe://test.example/org/\(name)")
            return Organisation(
                name: name,
                title: name,
                classes: [.business],
                jurisdiction: "US",
                identities: [.uri(uri, authority: WorkingSet.authority)]
            )
        }
        var registry = WorkingSet.registry
        registry.organisations += [named("holder"), named("plain")]
        let files = try WorkingSet.policies() + registry.files() + [WorkingSet.about.file]
        let messages = problems(files + [WorkingSet.policy("@id(\"extra\") " + policy)])
        let said =
            "organisation `holder` is named by the policy `extra`, and shares an authority with `plain`"
        #expect(messages.contains { $0.contains(said) } == isRefused, "\(messages)")
        registry.organisations.removeLast()
        let alone = try WorkingSet.policies() + registry.files() + [WorkingSet.about.file]
        #expect(
            !problems(alone + [WorkingSet.policy("@id(\"extra\") " + policy)]).contains {
                $0.contains("shares")
            }
        )
    }

    @Test("a bundle goes without delegations, and those it has join registered organisations once")
    func delegations() throws {
        var registry = WorkingSet.registry
        registry.delegations = []
        #expect(!registry.files().contains { $0.path == "delegations.json" })
        #expect(try WorkingSet.bundle(registry: registry).registry == registry)
        let faults: [(ExactString, ExactString, String)] = [
            ("broker-ltd", "nobody", "`nobody` is not registered"),
            ("nobody", "icmec", "`nobody` is not registered"),
            ("icmec", "icmec", "needs no delegation to act for itself"),
            ("broker-ltd", "icmec", "stands twice"),
        ]
        for (from, other, expected) in faults {
            registry.delegations = WorkingSet.registry.delegations + [Delegation(from: from, for: other)]
            let messages = problems(try WorkingSet.policies() + registry.files() + [WorkingSet.about.file])
            #expect(
                messages.contains { $0.hasPrefix("delegations.json: ") && $0.contains(expected) },
                "\(messages)"
            )
        }
    }

    @Test("a collection below another's prefix is refused")
    func overlappingCollections() throws {
        var registry = WorkingSet.registry
        registry.collections.append(WorkingSet.collection("case-of-thorn", .trafficking, "thorn"))
        let messages = problems(try WorkingSet.policies() + registry.files() + [WorkingSet.about.file])
        #expect(messages.contains { $0.contains("`case-of-thorn` lies below the prefix `case-`") })
    }

    @Test(
        "policies carry what a refusal has to say",
        arguments: [
            (#"forbid (principal, action, resource);"#, "a forbid needs `@id(\"...\")`"),
            (#"@id("a") @notice("n") @source("s") forbid (principal, action, resource);"#, "needs `@reason"),
            (
                #"@id("a") @reason("stopped") @source("s") @notice("n") forbid (principal, action, resource);"#,
                "the gate's own reason"
            ),
            (
                #"@id("a") @reason("moratorium_polce") @source("s") @notice("n") forbid (principal, action, resource);"#,
                "did you mean `moratorium_police`?"
            ),
            (
                #"@id("a") @reason("jurisdiction_ban") @source("s") forbid (principal, action, resource);"#,
                "needs `@notice"
            ),
            (
                #"@id("a") @reason("jurisdiction_ban") @notice("n") forbid (principal, action, resource);"#,
                "needs `@source"
            ),
            (
                #"@id("a") @reasn("x") permit (principal, action, resource);"#,
                "unknown annotation `@reasn`, did you mean `@reason`?"
            ),
            (#"permit (principal, action, resource);"#, "a permit needs `@id"),
            (#"@id("moratorium-police") permit (principal, action, resource);"#, "already used"),
            (#"@id("a") permit (principal, action, resource) when { context.warant == 1 };"#, "warant"),
            (
                #"@id("a") permit (principal, action, resource) when { resource.owner == principal };"#,
                "owner"
            ),
            (#"@id("a") permit (principal in Klass::"police", action, resource);"#, "Klass"),
            (#"@id("a") permit (principal, action, resource);;"#, "extra.cedar:1:"),
            (
                #"@id("a") permit (principal, action in Action::"Match", resource) when { context.relabelled };"#,
                "does not supply `context.relabelled`"
            ),
            (
                #"@id("a") permit (principal, action in Action::"Match", resource) when { context["relabelled"] };"#,
                "does not supply `context.relabelled`"
            ),
        ]
    )
    func policyChecks(text: String, expected: String) throws {
        let files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.about.file]
        let messages = problems(files + [WorkingSet.policy(text)])
        #expect(messages.contains { $0.contains(expected) }, "\(messages)")
    }

    @Test("problems of several files are listed together")
    func allAtOnce() throws {
        var files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.policy("permit (")]
        files.removeAll { $0.path == "facts.json" }
        files += [
            BundleFile(path: "facts.json", bytes: []),
            BundleFile(path: "bundle.json", bytes: Array("{}".utf8)),
        ]
        let messages = problems(files)
        for name in ["facts.json", "bundle.json", "extra.cedar"] {
            #expect(messages.contains { $0.hasPrefix(name) }, "\(messages)")
        }
    }

    @Test("text that is not UTF-8 is refused")
    func notUTF8() throws {
        let files = try WorkingSet.policies() + WorkingSet.registry.files() + [WorkingSet.about.file]
        let messages = problems(files + [BundleFile(path: "x.cedar", bytes: [0xFF])])
        #expect(messages == ["x.cedar: the file is not UTF-8"])
    }

    private func problems(organisations: [Organisation]) -> [String] {
        var registry = WorkingSet.registry
        registry.organisations += organisations
        // Those under test stand first, so that their place is known.
        registry.organisations = organisations + WorkingSet.registry.organisations
        let policies = (try? WorkingSet.policies()) ?? []
        return problems(policies + registry.files() + [WorkingSet.about.file])
    }

    private func problems(_ files: [BundleFile]) -> [String] {
        do throws(BundleError) {
            _ = try Bundle(files: files)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
