// SPDX-License-Identifier: Apache-2.0
package dev.postern.json.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.postern.api.json.JsonObject;
import dev.postern.core.json.RecordMapper;
import dev.postern.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClassLoaderReleaseTest {
    private final StrictJson json = new StrictJson();

    enum Color {
        RED
    }

    record Part(String name, Color color) {}

    record Whole(String text, Part part, Optional<Whole> below) {}

    @Test
    void lettingTheMapperGoLetsTheClassesGo() throws Exception {
        assertReleased(use(json.newMapper()));
    }

    @Test
    void evenAMapperThatStaysLetsTheClassesGo() throws Exception {
        var mapper = json.newMapper();
        assertReleased(use(mapper));
        assertReleased(use(json));
        assertThat(mapper.write(new Part("still there", Color.RED)).text("color")).contains("red");
    }

    /** Reads and writes a record of a class loader that nobody else knows. */
    private static WeakReference<ClassLoader> use(RecordMapper mapper) throws Exception {
        var loader = new Apart();
        var type = loader.loadClass(Whole.class.getName()).asSubclass(Record.class);
        assertThat(type).isNotSameAs(Whole.class);
        var part = JsonObject.builder().put("name", "n").put("color", "red").build();
        var inner = JsonObject.builder().put("text", "t").put("part", part).build();
        var object = inner.with("below", inner);
        for (int i = 0; i < 100; i++) {
            assertThat(mapper.write(mapper.read(object, type))).isEqualTo(object);
        }
        return new WeakReference<>(loader);
    }

    private static void assertReleased(WeakReference<ClassLoader> loader) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (loader.get() != null && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(loader.get()).as("the class loader, after garbage collection").isNull();
    }

    /** Defines the records of this test anew. */
    private static final class Apart extends ClassLoader {
        Apart() {
            super(ClassLoaderReleaseTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ClassLoaderReleaseTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            @Nullable
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
