// SPDX-License-Identifier: Apache-2.0
package dev.postern.store.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

/** A database whose commits can be held, lost on the way there, or lost on the way back. */
final class FaultySource {
    /** The text that no statement takes. */
    static final String POISON = "poison";

    /** What happens to the next commit of the writer. */
    enum Fault {
        NONE, HOLD, LOSE_COMMIT, LOSE_ANSWER, HOLD_AND_LOSE_ANSWER
    }

    final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
    final Semaphore held = new Semaphore(0);
    final Semaphore release = new Semaphore(0);
    volatile boolean unreachable;
    /** Whether readers get no answer. */
    volatile boolean silent;

    Database over(Database database) {
        var source = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{DataSource.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        if (unreachable) {
                            throw new SQLException("nobody answers", "08001");
                        }
                        return connection(database.source().getConnection());
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        return new Database(database.dialect(), source, database.shutdown(), database.folder());
    }

    private Connection connection(Connection real) {
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("commit") && Thread.currentThread().getName().endsWith("-commit")) {
                        commit(real);
                        return null;
                    }
                    if (silent && Thread.currentThread().getName().contains("-read-")) {
                        held.release();
                        release.acquireUninterruptibly();
                        throw new SQLException("no answer", "08006");
                    }
                    var result = invoke(method, real, arguments);
                    return result instanceof PreparedStatement statement ? statement(statement) : result;
                });
    }

    private static PreparedStatement statement(PreparedStatement real) {
        var poisoned = new boolean[1];
        return (PreparedStatement) Proxy.newProxyInstance(FaultySource.class.getClassLoader(),
                new Class<?>[]{PreparedStatement.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "setString" -> poisoned[0] |= POISON.equals(arguments[1]);
                        case "clearBatch" -> poisoned[0] = false;
                        case "executeBatch" -> {
                            if (poisoned[0]) {
                                throw new SQLException("value refused", "22001");
                            }
                        }
                        default -> {
                            // as it is
                        }
                    }
                    return invoke(method, real, arguments);
                });
    }

    private void commit(Connection real) throws SQLException {
        switch (next.getAndSet(Fault.NONE)) {
            case NONE -> real.commit();
            case HOLD -> {
                held.release();
                release.acquireUninterruptibly();
                real.commit();
            }
            case LOSE_COMMIT -> {
                real.rollback();
                unreachable = true;
                throw new SQLException("the line is dead", "08006");
            }
            case LOSE_ANSWER -> loseAnswer(real);
            case HOLD_AND_LOSE_ANSWER -> {
                held.release();
                release.acquireUninterruptibly();
                loseAnswer(real);
            }
        }
    }

    private void loseAnswer(Connection real) throws SQLException {
        real.commit();
        unreachable = true;
        throw new SQLException("the line is dead", "08006");
    }

    private static Object invoke(Method method, Object real, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
