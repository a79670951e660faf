import java.sql.DriverManager;

/** Predicts as reporting tools do: prepared, with a parameter, in a transaction, some rows at a time. */
class Predict {
    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0])) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement("SELECT a, f(a) FROM t WHERE a > ? ORDER BY a")) {
                statement.setFetchSize(10);
                // The driver prepares on the server from the fifth time on.
                for (var time = 0; time < 7; time++) {
                    statement.setInt(1, 950);
                    var sum = 0.0;
                    var rows = 0;
                    try (var results = statement.executeQuery()) {
                        for (; results.next(); rows++)
                            sum += results.getDouble(2);
                    }
                    System.out.println(rows + " " + sum);
                }
            }
        }
    }
}
