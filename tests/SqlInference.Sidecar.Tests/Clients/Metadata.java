import java.sql.DriverManager;

/** Reads rows some at a time, and what there is, as reporting tools do. */
class Metadata {
    public static void main(String[] args) throws Exception {
        try (var connection = DriverManager.getConnection(args[0])) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement("SELECT i, s FROM jdbc WHERE i >= ? ORDER BY i")) {
                statement.setFetchSize(3);
                // The driver prepares on the server from the fifth time on.
                for (var time = 0; time < 7; time++) {
                    statement.setInt(1, time);
                    var sum = 0;
                    try (var rows = statement.executeQuery()) {
                        while (rows.next())
                            sum += rows.getInt(1);
                    }
                    System.out.print(sum + " ");
                }
            }
            connection.commit();
            var metadata = connection.getMetaData();
            try (var tables = metadata.getTables(null, "public", "jdbc", new String[] { "TABLE" })) {
                while (tables.next())
                    System.out.print(tables.getString("TABLE_NAME") + " ");
            }
            try (var columns = metadata.getColumns(null, "public", "jdbc", null)) {
                while (columns.next())
                    System.out.print(columns.getString("COLUMN_NAME") + ":" + columns.getString("TYPE_NAME") + " ");
            }
            System.out.println();
        }
    }
}
