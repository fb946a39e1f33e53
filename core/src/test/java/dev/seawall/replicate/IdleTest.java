package dev.seawall.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seawall.sqlite.Application;
import dev.seawall.storage.MemoryStorage;
import dev.seawall.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleTest {
    @TempDir
    Path folder;

    @Test
    void twoDaysWithoutACommit_costNoRequestAndNoByteOfWal() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Path database = folder.resolve("app.db");
        try (Application app = Application.create(database, 4096);
                Beside beside = Beside.open(database, counting(new MemoryStorage(), requests))) {
            app.insert(10, 100);
            beside.shipAll();
            beside.pass(Duration.ofMinutes(2));
            beside.shipAll();
            requests.set(0);
            long wal = Files.size(folder.resolve("app.db-wal"));

            for (int minute = 0; minute < 2 * 24 * 60; minute++) {
                beside.replicator().capture();
                beside.replicator().tend();
                beside.replicator().ship(0);
                beside.replicator().snapshot(0);
                beside.pass(Duration.ofMinutes(1));
            }

            assertThat(requests).hasValue(0);
            assertThat(Files.size(folder.resolve("app.db-wal"))).isEqualTo(wal);
            assertThat(beside.replicator().isRestless()).isFalse();
        }
    }

    private static Storage counting(Storage storage, AtomicInteger requests) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("toString")) {
                        requests.incrementAndGet();
                    }
                    try {
                        return method.invoke(storage, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
