package evtools.walls;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

/**
 * The picture of the dependencies, as rules.
 *
 * <pre>
 *             evtools (Main)              starts a tool, ends the process
 *                   |
 *   evtail evsend evrecv evgrep …         upstairs: never import each other
 *                   |
 *   pipe replication transport membership fetch store archive sealing metrics  downstairs: never import upstairs
 *     |         |          |        |      |         noise (JDK only)
 *    cli     lib-sort  ->  lib-format
 * (no events)
 * </pre>
 */
class WallsTest {
    private static final String FORMAT = "evtools.format..";
    private static final String SORT = "evtools.sort..";
    private static final String CLI = "evtools.cli..";
    private static final String UPSTAIRS = "evtools.ev*..";
    private static final String[] DOWNSTAIRS = {
        "evtools.noise..",
        "evtools.keys..",
        "evtools.pipe..",
        "evtools.replication..",
        "evtools.transport..",
        "evtools.fetch..",
        "evtools.membership..",
        "evtools.store..",
        "evtools.archive..",
        "evtools.sealing..",
        "evtools.metrics.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("evtools");

    /** What the values inside picocli's annotations are made of (converters, visibility) comes with them. */
    private static final ArchCondition<JavaClass> RUN_PICOCLI =
            new ArchCondition<>("use picocli beyond its annotations") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        JavaClass target = dependency.getTargetClass();
                        if (target.getPackageName().startsWith("picocli")
                                && !target.isAnnotation()
                                && !dependency.getDescription().contains("annotation member")) {
                            events.add(SimpleConditionEvent.satisfied(dependency, dependency.getDescription()));
                        }
                    }
                }
            };

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    /** Rules over no classes hold always: all four modules must have been found. */
    @Test
    void seesEveryModule() {
        for (String name : new String[] {"evtools.format", "evtools.sort", "evtools.cli", "evtools"}) {
            assertTrue(CLASSES.containPackage(name), "no classes of " + name + " were imported");
        }
    }

    @Test
    void formatUsesTheJdkAndTheCodecsOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(FORMAT)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("evtools..").and(DescribedPredicate.not(resideInAPackage(FORMAT))))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("picocli..", "tools.jackson..", "java.net..", "java.sql.."))
                .because("the format is read by everything, also by programs that are not ours:"
                        + " it must not pull a command line or a network in"));
    }

    @Test
    void sortUsesTheFormatOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(SORT)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("evtools..").and(DescribedPredicate.not(resideInAnyPackage(FORMAT, SORT))))
                .because("sorting needs events and nothing else, so it stays usable without our tools"));
    }

    @Test
    void noiseUsesTheJdkOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("evtools.noise..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("evtools..").and(DescribedPredicate.not(resideInAPackage("evtools.noise.."))))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file.."))
                .because("what has to be right to the bit is small, has no input and output,"
                        + " and is checked against vectors and another implementation"));
    }

    @Test
    void cliKnowsNothingOfEvents() {
        check(noClasses()
                .that()
                .resideInAPackage(CLI)
                .should()
                .dependOnClassesThat(resideInAPackage("evtools..").and(DescribedPredicate.not(resideInAPackage(CLI))))
                .because("a tool that never reads an event (evkey, say) shares the same command line"));
    }

    @Test
    void downstairsNeverImportsUpstairs() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DOWNSTAIRS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(UPSTAIRS)
                .because("what several tools share must not know any one of them"));
    }

    @Test
    void nothingUsesTheMainClass() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("evtools")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("evtools")
                .because("Main only starts a tool and ends the process; whatever is shared lives downstairs"));
    }

    @Test
    void replicationIsAStateMachineWithoutInputAndOutput() {
        check(noClasses()
                .that()
                .resideInAPackage("evtools.replication..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "evtools.transport..",
                        "evtools.store..",
                        CLI))
                .orShould()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "threads",
                        type -> type.isAssignableTo(Thread.class) || type.isEquivalentTo(java.util.Timer.class)))
                .because("thousands of seeded runs drive it under simulated time, network and disk"));
    }

    @Test
    void toolsNeverImportEachOther() {
        check(slices().matching("evtools.(ev*)..")
                .should()
                .notDependOnEachOther()
                .because("what two tools share moves downstairs, so that each tool can be read alone"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("evtools.(**)")
                .should()
                .beFreeOfCycles()
                .because("a cycle is one package with two names"));
    }

    @Test
    void onlyCliRunsPicocli() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should(RUN_PICOCLI)
                .because("picocli is the definition of the command lines, and its place at run time"
                        + " is to be taken by a table: then only cli changes"));
    }

    @Test
    void onlyMainEndsTheProcess() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("evtools.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .because("a tool returns its exit code: that is how tests run it, and how output gets flushed"));
    }

    @Test
    void onlyClocksReadTheTime() {
        check(noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Clock")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .because("the same code runs under simulated time: take a clock"
                        + " (only classes named …Clock may read the machine's)"));
    }

    @Test
    void nobodyWritesToSystemOut() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .because("System.out swallows errors: a full disk or a closed pipe would pass for success"));
    }
}
