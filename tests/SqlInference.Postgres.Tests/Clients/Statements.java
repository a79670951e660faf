import java.sql.DriverManager;

/** Types statements about models, with and without a transaction. */
class Statements {
    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0]); var statement = connection.createStatement()) {
            System.out.println(statement.execute(args[1]) + " " + statement.getUpdateCount());
            try (var rows = statement.executeQuery("SHOW MODEL price")) {
                rows.next();
                System.out.println(rows.getString("Key") + "=" + rows.getString("Value"));
            }
            try (var rows = statement.executeQuery("SELECT price(1, 2, 3)")) {
                rows.next();
                System.out.println(rows.getDouble(1));
            }
            statement.executeUpdate("CREATE ENDPOINT 'prices' FOR MODEL price");
            connection.setAutoCommit(false);
            try (var rows = statement.executeQuery("USING EXTERNAL FUNCTION p(a real, b real, c real) RETURNS double SAGEMAKER 'prices' SELECT p(1, 2, 3)")) {
                System.out.println(rows.next() + " " + rows.getDouble(1));
            }
            statement.executeUpdate("ALTER MODEL price SET (CACHE OFF)");
            connection.rollback();
            statement.executeUpdate("DROP ENDPOINT 'prices'");
            connection.commit();
            statement.executeUpdate("DROP MODEL price");
            connection.rollback();
            try (var rows = statement.executeQuery("SELECT price(1, 2, 3)")) {
                System.out.println(rows.next() ? "rolled back" : "");
            }
        }
    }
}
