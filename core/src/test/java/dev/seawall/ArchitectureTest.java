package dev.seawall;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.seawall");

    @Test
    void packages_dependOnEachOther_downwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("api")
                .definedBy("dev.seawall")
                .layer("replicate")
                .definedBy("dev.seawall.replicate")
                .layer("copy")
                .definedBy("dev.seawall.copy")
                .layer("restore")
                .definedBy("dev.seawall.restore")
                .layer("retention")
                .definedBy("dev.seawall.retention")
                .layer("replica")
                .definedBy("dev.seawall.replica")
                .layer("sqlite")
                .definedBy("dev.seawall.sqlite")
                .layer("wal")
                .definedBy("dev.seawall.wal")
                .layer("storage")
                .definedBy("dev.seawall.storage")
                .layer("io")
                .definedBy("dev.seawall.io")
                .layer("storages")
                .definedBy("dev.seawall.storage.file", "dev.seawall.storage.s3")
                .whereLayer("api")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("replicate")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("copy")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("restore")
                .mayOnlyBeAccessedByLayers("api", "copy")
                .whereLayer("retention")
                .mayOnlyBeAccessedByLayers("api", "replicate")
                .whereLayer("replica")
                .mayOnlyBeAccessedByLayers("api", "replicate", "copy", "restore", "retention")
                .whereLayer("sqlite")
                .mayOnlyBeAccessedByLayers("api", "replicate", "restore")
                .whereLayer("wal")
                .mayOnlyBeAccessedByLayers("replicate", "restore", "replica", "sqlite")
                .whereLayer("io")
                .mayOnlyBeAccessedByLayers("replicate", "restore", "sqlite", "storages")
                .whereLayer("storages")
                .mayOnlyBeAccessedByLayers("api")
                .check(CORE);
    }

    @Test
    void awsTypes_areKnownToS3Alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.seawall.storage.s3")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CORE);
    }

    @Test
    void jdbcTypes_areKnownToSqliteAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.seawall.sqlite")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(CORE);
    }

    /** Closing any descriptor of the database or -shm file drops SQLite's locks in this process. */
    @Test
    void databaseFiles_alone_opensTheDatabaseFile() {
        classes()
                .that()
                .resideInAPackage("dev.seawall.sqlite")
                .and()
                .doNotHaveSimpleName("DatabaseFiles")
                .and()
                .doNotHaveSimpleName("WalFile")
                .and()
                .doNotHaveSimpleName("OpenFile")
                .should()
                .onlyCallCodeUnitsThat(new OpensNoFile())
                .check(CORE);
    }

    /** The same for the packages that live beside it: only those that keep files of our own open any. */
    @Test
    void besideTheDatabase_onlyOurOwnFilesAreOpened() {
        classes()
                .that()
                .resideInAnyPackage("dev.seawall", "dev.seawall.replicate")
                .and()
                .doNotHaveSimpleName("Journal")
                .and()
                .doNotHaveSimpleName("SealFile")
                .and()
                .doNotHaveSimpleName("Spool")
                .and()
                .doNotHaveSimpleName("StateFolder")
                .should()
                .onlyCallCodeUnitsThat(new OpensNoFile())
                .check(CORE);
    }

    /** An interrupt closes the channel that the other thread reads, and closing drops the locks. */
    @Test
    void threadsBesideTheDatabase_areNeverInterrupted() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.seawall", "dev.seawall.sqlite", "dev.seawall.replicate")
                .should()
                .callCodeUnitWhere(new InterruptsAnother())
                .check(CORE);
    }

    /** A child inherits descriptors, but no locks. */
    @Test
    void processes_areNeverStarted() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callCodeUnitWhere(new StartsAProcess())
                .check(CORE);
    }

    private static final class InterruptsAnother extends DescribedPredicate<JavaCall<?>> {
        InterruptsAnother() {
            super("interrupt another thread");
        }

        @Override
        public boolean test(JavaCall<?> call) {
            var owner = call.getTargetOwner();
            boolean other = call.getName().equals("interrupt")
                    && owner.isAssignableTo(Thread.class)
                    && call.getOrigin().getCallsFromSelf().stream()
                            .noneMatch(beside -> beside.getName().equals("currentThread"));
            boolean pool = call.getName().equals("shutdownNow") && owner.isAssignableTo(ExecutorService.class);
            boolean task = call.getName().equals("cancel") && owner.isAssignableTo(Future.class);
            return other || pool || task;
        }
    }

    private static final class StartsAProcess extends DescribedPredicate<JavaCall<?>> {
        StartsAProcess() {
            super("start a process");
        }

        @Override
        public boolean test(JavaCall<?> call) {
            return call.getName().equals("exec") && call.getTargetOwner().isEquivalentTo(Runtime.class);
        }
    }

    private static final class OpensNoFile extends DescribedPredicate<JavaCodeUnit> {
        private static final Pattern OPENERS =
                Pattern.compile("new.*|write.*|copy|lines|readAllBytes|readAllLines|readString");

        OpensNoFile() {
            super("open no file");
        }

        @Override
        public boolean test(JavaCodeUnit called) {
            var owner = called.getOwner();
            boolean stream = owner.getSimpleName().equals("OpenFile")
                    || owner.isEquivalentTo(FileInputStream.class)
                    || owner.isEquivalentTo(FileOutputStream.class)
                    || owner.isEquivalentTo(RandomAccessFile.class)
                    || owner.isEquivalentTo(FileChannel.class);
            boolean opener = owner.isEquivalentTo(Files.class)
                    && OPENERS.matcher(called.getName()).matches();
            return !stream && !opener;
        }
    }
}
