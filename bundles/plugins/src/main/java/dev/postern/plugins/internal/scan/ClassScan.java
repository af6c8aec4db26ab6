// SPDX-License-Identifier: Apache-2.0
package dev.postern.plugins.internal.scan;

import java.util.function.Consumer;

import dev.postern.core.plugin.PluginTrust.Reach;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Goes through one class and tells each member that it uses and that leads somewhere. */
final class ClassScan extends ClassVisitor {
    private static final int API = Opcodes.ASM9;

    private final Consumer<Use> uses;
    private String name = "";

    ClassScan(Consumer<Use> uses) {
        super(API);
        this.uses = uses;
    }

    @Override
    public void visit(int version, int access, String its, @Nullable String signature, @Nullable String superName,
            String @Nullable [] interfaces) {
        name = its;
    }

    @Override
    public MethodVisitor visitMethod(int access, String method, String descriptor, @Nullable String signature,
            String @Nullable [] exceptions) {
        if ((access & Opcodes.ACC_NATIVE) != 0) {
            uses.accept(new Use(Reach.NATIVE, "native method", where(method)));
        }
        return new Body(where(method));
    }

    private String where(String method) {
        return name.replace('/', '.') + "." + method;
    }

    /**
     * A member that is used.
     *
     * @param reach where it leads
     * @param what type and member
     * @param where class and method that use it
     */
    record Use(Reach reach, String what, String where) {}

    private final class Body extends MethodVisitor {
        private final String where;

        Body(String where) {
            super(API);
            this.where = where;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean isInterface) {
            use(owner, method);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
            use(owner, field);
        }

        /** A reference to a method is used by whoever gets it; who links it is the platform. */
        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        private void constant(Object value) {
            switch (value) {
                case Handle handle -> use(handle.getOwner(), handle.getName());
                case ConstantDynamic dynamic -> {
                    constant(dynamic.getBootstrapMethod());
                    for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                        constant(dynamic.getBootstrapMethodArgument(i));
                    }
                }
                default -> {
                    // a number, a text or a type leads nowhere by itself
                }
            }
        }

        private void use(String owner, String member) {
            ReachRules.of(owner, member).ifPresent(
                    reach -> uses.accept(new Use(reach, owner.replace('/', '.') + "." + member, where)));
        }
    }
}
