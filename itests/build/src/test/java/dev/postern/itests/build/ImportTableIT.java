// SPDX-License-Identifier: Apache-2.0
package dev.postern.itests.build;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table "who may know whom" of the design, on the bundles that ship. ArchUnit fails a rule that matches no class, so
 * none of these can pass on an empty set.
 */
class ImportTableIT {
    private static final String[] PLATFORM = {"java..", "javax.crypto..", "javax.net..", "javax.security.."};
    private static final String[] ANNOTATIONS = {"org.jspecify.annotations..", "org.osgi.annotation..",
        "org.osgi.service.component.annotations.."};
    private static final String API = "dev.postern.api..";
    private static final String CORE = "dev.postern.core..";
    /** The schemas as a bundle: the one without code. */
    private static final String CONTRACT = "dev.postern.schemas";
    private static final String PROTOCOL = "dev.postern.protocol..";

    private static final String CLI = "dev.postern.cli..";
    private static final String CHAT = "dev.postern.cli.chat..";
    private static final String MARKETPLACE = "dev.postern.cli.marketplace..";
    /** What reads manifests and writes repositories. */
    private static final String[] REPOSITORIES = {"org.apache.felix.utils..", "org.osgi.framework..",
        "org.osgi.resource..",
        "javax.xml.stream.."};
    /** What signs jar files, a part of every JDK. */
    private static final String SIGNER = "jdk.security.jarsigner..";
    /** By simple name, with what is inside of them. */
    private static final String TERMINAL = "dev\\.postern\\.cli\\.chat\\.(Terminals|Screen|Editor|Words|Memory)([$].*)?";
    private static final String LAUNCHER = "dev.postern.launcher..";

    private static JavaClasses everything;
    private static JavaClasses programs;

    @BeforeAll
    static void read() {
        everything = read(Shipped.ours());
        programs = read(Shipped.programs());
    }

    @Test
    void pluginApiKnowsTheJdkOnly() {
        classes().that().resideInAPackage(API).should()
                .onlyDependOnClassesThat(resideInAnyPackage(join(PLATFORM, ANNOTATIONS, API)))
                .check(everything);
    }

    @Test
    void coreApiKnowsThePluginApiOnly() {
        classes().that().resideInAPackage(CORE).should()
                .onlyDependOnClassesThat(resideInAnyPackage(join(PLATFORM, ANNOTATIONS, API, CORE)))
                .check(everything);
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void implementationKnowsNoOther(Shipped bundle) {
        String own = bundle.name() + "..";
        String[] known = switch (bundle.name()) {
            case "dev.postern.gateway" -> join(own, API, CORE, PROTOCOL);
            case "dev.postern.models.anthropic", "dev.postern.models.openai" -> join(own, API, Shipped.SHARED);
            case "dev.postern.plugins" -> join(own, API, CORE, Shipped.VERSIONS);
            default -> join(own, API, CORE);
        };
        classes().that().resideInAPackage(own).should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(not(resideInAPackage("dev.postern.."))))
                .check(read(List.of(bundle)));
    }

    /**
     * A client like anyone's: it shares the API's values with the gateway, and of its code how a chain is checked and how a
     * secret is written into the home; and with who reads marketplaces what stands in them, and who signed a jar.
     */
    @Test
    void commandLineKnowsThePluginApiAndWhatIsCheckedOnBothSides() {
        String[] known = join(PLATFORM, ANNOTATIONS, API, CLI, SIGNER, "dev.postern.core.audit..",
                "dev.postern.core.home..", "dev.postern.core.marketplace..");
        classes().that().resideInAPackage(CLI).and().resideOutsideOfPackages(CHAT, MARKETPLACE).should()
                .onlyDependOnClassesThat(resideInAnyPackage(known)).check(programs);
        classes().that().resideInAPackage(CHAT).should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        join(PLATFORM, ANNOTATIONS, API, CLI, "dev.postern.core.home..", "org.jline..")))
                .check(programs);
        // the libraries lie on the class path of those commands alone
        classes().that().resideInAPackage(MARKETPLACE).should()
                .onlyDependOnClassesThat(resideInAnyPackage(join(known, "dev.postern.core.access..",
                        "dev.postern.core.hash..", "dev.postern.core.plugin.."))
                        .or(resideInAnyPackage(REPOSITORIES)))
                .check(programs);
    }

    /** The library of terminals lies on the class path of chats at one alone: what others load must not need it. */
    @Test
    void onlyWhatDrawsOnATerminalKnowsTerminals() {
        noClasses().that().resideInAPackage(CLI).and().haveNameNotMatching(TERMINAL).should()
                .dependOnClassesThat().resideInAnyPackage("org.jline..").check(programs);
        classes().that().haveNameMatching(TERMINAL).and().areTopLevelClasses().should()
                .dependOnClassesThat().resideInAnyPackage("org.jline..").check(programs);
    }

    @Test
    void nobodyKnowsTheRuntime() {
        classes().that().resideInAPackage(LAUNCHER).should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(join(PLATFORM, ANNOTATIONS, LAUNCHER, "org.osgi.framework..",
                                "org.apache.felix.framework..")))
                .check(programs);
        for (JavaClasses all : List.of(everything, programs)) {
            noClasses().that().resideOutsideOfPackage(LAUNCHER).should().dependOnClassesThat()
                    .resideInAPackage(LAUNCHER).check(all);
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void implementationKeepsToItsOwnPackages(Shipped bundle) {
        assertThat(bundle.packages()).filteredOn(name -> name.startsWith("dev.postern"))
                .filteredOn(name -> !Set.of(Shipped.SHARED, Shipped.VERSIONS).contains(name)).isNotEmpty()
                .allSatisfy(name -> assertThat(name + ".").startsWith(bundle.name() + "."));
    }

    @Test
    void onlyTheContractIsWithoutCode() {
        assertThat(Shipped.ours()).filteredOn(bundle -> bundle.packages().isEmpty()).extracting(Shipped::name)
                .containsExactly(CONTRACT);
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void shippedPluginsLiveUnderTheRuleOfThirdParties(Shipped bundle) {
        String[] brought = bundle.packages().toArray(String[]::new);
        String[] web = bundle.module().startsWith("adapters-")
                ? new String[]{"jakarta.servlet..", "org.osgi.service.servlet.whiteboard.."}
                : new String[0];
        classes().that().resideInAPackage("dev.postern..").should()
                .onlyDependOnClassesThat(resideInAnyPackage(join(PLATFORM, ANNOTATIONS, API, brought, "tools.jackson..",
                        "com.fasterxml.jackson.annotation..", "org.slf4j..", "org.osgi.service.component..",
                        "org.osgi.service.metatype..", web)))
                .check(read(List.of(bundle)));
    }

    @Test
    void onlyJsonKnowsTheJsonLibraries() {
        onlyIn(List.of("dev.postern.json..", "dev.postern.tools..", "dev.postern.adapters.."),
                List.of("tools.jackson.core..", "tools.jackson.databind..",
                        "com.networknt.schema.."),
                "tools.jackson..", "com.fasterxml..", "com.networknt..");
    }

    @Test
    void onlyTheStoreAndItsDatabaseKnowSql() {
        onlyIn(List.of("dev.postern.store..", "dev.postern.derby.."), List.of("java.sql..", "javax.sql.."),
                "java.sql..", "javax.sql..", "org.apache.derby..", "org.postgresql..");
    }

    @Test
    void onlyGatewayConsoleAndAdaptersKnowHttpServers() {
        onlyIn(List.of("dev.postern.gateway..", "dev.postern.console..", "dev.postern.adapters.."),
                List.of("jakarta.servlet..", "org.eclipse.jetty.ee10.websocket.server.."), "jakarta.servlet..",
                "org.eclipse.jetty..");
    }

    /** The rule that a library is known in some packages only, and that its names are right: it is known there. */
    private static void onlyIn(List<String> homes, List<String> used, String... libraries) {
        noClasses().that().resideInAPackage("dev.postern..").and()
                .resideOutsideOfPackages(homes.toArray(String[]::new)).should().dependOnClassesThat()
                .resideInAnyPackage(libraries).check(everything);
        for (String library : used) {
            assertThat(everything.that(resideInAnyPackage(homes.toArray(String[]::new)))).as(library).anyMatch(
                    type -> type.getDirectDependenciesFromSelf().stream()
                            .anyMatch(to -> resideInAPackage(library).test(to.getTargetClass())));
        }
    }

    /** What the rules rely on: none of them passes because it finds nothing to look at. */
    @Test
    void aRuleThatMatchesNoClassFails() {
        ArchRule misspelt = classes().that().resideInAPackage("dev.postern.gatewy..").should().bePublic();
        assertThatThrownBy(() -> misspelt.check(everything)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed to check any classes");
    }

    @Test
    void nobodyUsesTheServiceLoaderOrThePrintStreams() {
        noClasses().that().resideInAPackage("dev.postern..").should().dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class).check(everything);
        noClasses().that().resideInAPackage("dev.postern..").should().accessField(System.class, "out").orShould()
                .accessField(System.class, "err")
                .check(everything);
    }

    static Stream<Shipped> implementations() {
        return Shipped.ours().stream().filter(bundle -> !bundle.name().endsWith(".api"))
                .filter(bundle -> !bundle.name().equals(CONTRACT));
    }

    /** The model planner is none: it hands providers, which are, what their plugins may reach. */
    static Stream<Shipped> plugins() {
        return Shipped.ours().stream()
                .filter(bundle -> bundle.module().startsWith("tools-") || bundle.module().startsWith("adapters-")
                        || bundle.module().startsWith("models-") || bundle.module().equals("planner-rules"));
    }

    private static JavaClasses read(List<Shipped> bundles) {
        return new ClassFileImporter().importUrls(bundles.stream().map(Shipped::url).toList());
    }

    private static String[] join(Object... parts) {
        return Stream.of(parts)
                .flatMap(part -> part instanceof String[] many ? Stream.of(many) : Stream.of((String) part))
                .toArray(String[]::new);
    }
}
