namespace SqlInference.Sidecar.Tests;

/// <summary>What people type into psql.</summary>
public sealed class PsqlTests(OnePlace one) : IClassFixture<OnePlace>
{
    SidecarPlace Place => one.Place;

    [PsqlTheory]
    [InlineData("SELECT true, false, NULL", "t|f|")]
    [InlineData("SELECT 1::TINYINT, 2::SMALLINT, 3, 4::BIGINT, 5::HUGEINT, 6::UBIGINT", "1|2|3|4|5|6")]
    [InlineData("SELECT 1.5::REAL, 1e15::DOUBLE, 'nan'::DOUBLE, '-inf'::REAL", "1.5|1e+15|NaN|-Infinity")]
    [InlineData("SELECT -0.05::DECIMAL(4,2), 170141183460469231731687303715884105727::HUGEINT", "-0.05|170141183460469231731687303715884105727")]
    [InlineData("SELECT DATE '2024-02-29', DATE '0044-03-15 (BC)', 'infinity'::DATE", "2024-02-29|0044-03-15 BC|infinity")]
    [InlineData("SELECT TIMESTAMP '2024-01-02 03:04:05.60', TIME '01:02:03', TIMETZ '01:02:03+05:30'", "2024-01-02 03:04:05.6|01:02:03|01:02:03+05:30")]
    [InlineData("SELECT INTERVAL '14 months -3 days 4 hours'", "1 year 2 mons -3 days +04:00:00")]
    [InlineData("SELECT '\\xAB\\x01'::BLOB, '0101'::BIT, '6f3b3a52-0000-4000-8000-000000000001'::UUID", "\\xab01|0101|6f3b3a52-0000-4000-8000-000000000001")]
    [InlineData("SELECT [1, NULL, 3], ['a b', '', 'NULL', 'ü'], [1.5, 2.5]::DOUBLE[2]", "{1,NULL,3}|{\"a b\",\"\",\"NULL\",ü}|{1.5,2.5}")]
    [InlineData("SELECT {'a': 1, 'b': 'x'}, MAP {'k': 2}, 'sad'::ENUM('sad', 'glad'), '{\"a\": 1}'::JSON", "{'a': 1, 'b': x}|{k=2}|sad|{\"a\": 1}")]
    public void Values_are_printed_as_PostgreSQL_prints_them(string query, string expected) => Assert.Equal(expected + "\n", Place.Psql(query));

    [PsqlTheory]
    [InlineData(@"SELECT '\x00fF'::bytea, '\x'::bytea, E'\\x4142'::pg_catalog.bytea", @"\x00ff|\x|\x4142")]
    [InlineData(@"SELECT 'pg_ \x00ff', '\x4'::text", @"pg_ \x00ff|\x4")]
    public void Bytes_are_read_as_PostgreSQL_reads_them(string query, string expected) => Assert.Equal(expected + "\n", Place.Psql(query));

    [PsqlTheory]
    [InlineData("SELECT '{1,NULL,3}'::integer[], 2 = ANY ('{1,2}'::int[]), '{}'::text[]", "{1,NULL,3}|t|{}")]
    [InlineData("SELECT '{\"a, \\\"b\\\"\",it''s}'::character varying(20)[], '{1.5,2}'::double precision[]", "{\"a, \\\"b\\\"\",it's}|{1.5,2}")]
    [InlineData("SELECT '{\"a\": [1]}'::json, '{1}'::varchar", "{\"a\": [1]}|{1}")]
    public void Arrays_are_read_as_PostgreSQL_writes_them(string query, string expected) => Assert.Equal(expected + "\n", Place.Psql(query));

    [PsqlFact]
    public void Timestamps_with_time_zone_are_shown_in_the_sessions_zone() => Assert.Equal("2024-07-01 02:00:00+02\n2024-07-01 02:00:00+02\n",
        Place.Psql("SET TimeZone = 'Europe/Berlin'; SELECT TIMESTAMPTZ '2024-07-01 00:00:00+00'; SELECT (TIMESTAMPTZ '2024-07-01 00:00:00+00')::VARCHAR"));

    [PsqlFact]
    public void A_caret_shows_where_an_error_is() => Assert.Equal(
        """
        ERROR:  Referenced column "nope" not found in FROM clause!
        LINE 2:   'ü' AS "ö", nope
                              ^
        HINT:  Candidate bindings: "i"

        """, Place.Psql("SELECT i,\n  'ü' AS \"ö\", nope\nFROM range(3) AS t(i)"));

    [PsqlFact]
    public void A_caret_shows_where_a_model_statement_is_wrong()
    {
        var output = Place.Psql("SELECT 1; CREATE MODEL m FROM (SELECT 1 AS n) FROBNICATE");
        Assert.Contains("LINE 1: SELECT 1; CREATE MODEL m FROM (SELECT 1 AS n) FROBNICATE\n                                                      ^\n", output, StringComparison.Ordinal);
    }

    [PsqlFact]
    public void The_state_of_an_error_is_PostgreSQLs() => Assert.Equal("42P01\n", Place.PsqlAs("admin", "\\set QUIET 1\nSELECT * FROM nowhere;\n\\echo :LAST_ERROR_SQLSTATE\n")[..6]);

    [PsqlFact]
    public void A_script_is_one_transaction()
    {
        Place.Psql("CREATE TABLE script (i INTEGER)", "INSERT INTO script VALUES (1); INSERT INTO script VALUES (2); SELECT * FROM nowhere");
        Assert.Equal("0\n", Place.Psql("SELECT count(*) FROM script"));
        Place.Psql("INSERT INTO script VALUES (1); INSERT INTO script VALUES (2)");
        Assert.Equal("2\n", Place.Psql("SELECT count(*) FROM script"));
    }

    [PsqlFact]
    public void After_an_error_a_transaction_takes_nothing_but_its_end()
    {
        var output = Place.PsqlAs("admin", "BEGIN;\nSELECT * FROM nowhere;\nSELECT 1;\nCOMMIT;\nSELECT 2;\n");
        Assert.Contains("ERROR:  current transaction is aborted, commands ignored until end of transaction block", output, StringComparison.Ordinal);
        Assert.StartsWith("2\n", output, StringComparison.Ordinal);
    }

    [PsqlFact]
    public void Cursors_give_rows_some_at_a_time_while_other_statements_run() => Assert.Equal("0\n1\n99\n2\n3\n", Place.PsqlAs("admin",
        "BEGIN;\nDECLARE c CURSOR FOR SELECT i FROM range(1000000) AS t(i);\nFETCH 2 FROM c;\nSELECT 99;\nFETCH 2 FROM c;\nCLOSE c;\nCOMMIT;\n"));

    [PsqlFact]
    public void A_cursor_goes_back_to_its_beginning() => Assert.Equal("0\n0\n", Place.PsqlAs("admin",
        "BEGIN;\nDECLARE c CURSOR FOR SELECT i FROM range(10) AS t(i);\nFETCH c;\nMOVE BACKWARD ALL IN c;\nFETCH c;\nCOMMIT;\n"));

    [PsqlTheory]
    [InlineData("", "1\\ta\\\\tb\\n2\\t\\\\N\\n", "1\ta\\tb\n2\t\\N\n")]
    [InlineData("(FORMAT csv, HEADER)", "i,s\\n1,\"a \"\"b\"\", c\"\\n2,\\n", "i,s\n1,\"a \"\"b\"\", c\"\n2,\n")]
    [InlineData("CSV DELIMITER ';' NULL 'nil'", "1;\"x\\ny\"\\n2;nil\\n", "1;\"x\ny\"\n2;nil\n")]
    public void Rows_are_copied_in_and_out(string options, string input, string expected)
    {
        Place.Psql("CREATE OR REPLACE TABLE copied (i INTEGER, s VARCHAR)");
        var text = System.Text.RegularExpressions.Regex.Replace(input, @"\\(\\|n|t)", match => match.Value switch { "\\n" => "\n", "\\t" => "\t", _ => "\\" });
        Assert.Equal("", Place.PsqlAs("admin", text, $"COPY copied FROM STDIN {options}"));
        Assert.Equal(expected, Place.Psql($"COPY copied TO STDOUT {options}"));
    }

    [PsqlFact]
    public void A_row_that_does_not_fit_leaves_no_row()
    {
        Place.Psql("CREATE TABLE strict (i INTEGER)");
        Assert.Contains("ERROR:  extra data after last expected column", Place.PsqlAs("admin", "1\n2\t3\n", "COPY strict FROM STDIN"), StringComparison.Ordinal);
        Assert.Equal("0\n", Place.Psql("SELECT count(*) FROM strict"));
    }

    [PsqlFact]
    public void Models_are_made_called_shown_and_dropped_as_their_users_write_it()
    {
        Assert.Equal("", Place.Psql(
            $"CREATE MODEL summed FROM '{Path.Combine(AppContext.BaseDirectory, "models", "double.onnx")}' FUNCTION added(a double precision, b double precision) RETURNS double precision"));
        Assert.Equal("public|summed\n", Place.Psql("SHOW MODEL ALL"));
        Assert.Contains("Model State|READY\n", Place.Psql("SHOW MODEL summed"), StringComparison.Ordinal);
        Assert.Equal("2\n4\n", Place.Psql("SELECT added(x, x) FROM (VALUES (1), (2)) AS t(x)"));
        Assert.Contains("added|double precision|a double precision, b double precision|func", Place.Psql("\\df"), StringComparison.Ordinal);
        Assert.Equal("3\n", Place.Psql("CREATE ENDPOINT 'sums' FOR MODEL summed", "USING EXTERNAL FUNCTION plus(a DOUBLE, b DOUBLE) RETURNS DOUBLE SAGEMAKER 'sums' SELECT plus(1, 2)", "DROP ENDPOINT 'sums'"));
        Assert.Equal("", Place.Psql("DROP MODEL summed"));
    }

    [PsqlTheory]
    [InlineData("\\dt seen*", "public|seen|table|admin\n")]
    [InlineData("\\dv seen*", "public|seen_view|view|admin\n")]
    [InlineData("\\dn", "main|admin\npublic|admin\nsqlinference|admin\n")]
    [InlineData("\\l", "warehouse|admin|UTF8|C|C||libc|\n")]
    [InlineData("\\du", "admin|Superuser, Bypass RLS|{}\n")]
    [InlineData("\\d seen", "i|integer||not null|\nd|numeric(10,2)|||1.5\nl|text[]|||\n")]
    [InlineData("SELECT pg_get_indexdef('seen_index'::regclass)", "CREATE INDEX seen_index ON seen USING btree (d, i)\n")]
    [InlineData("\\di seen_index", "public|seen_index|index|admin|seen\n")]
    public void Its_own_commands_find_what_there_is(string command, string expected)
    {
        Place.Psql("CREATE TABLE IF NOT EXISTS seen (i INTEGER PRIMARY KEY, d DECIMAL(10, 2) DEFAULT 1.5, l VARCHAR[])", "CREATE INDEX IF NOT EXISTS seen_index ON seen (d, i)", "CREATE OR REPLACE VIEW seen_view AS SELECT i FROM seen");
        Assert.StartsWith(expected, Place.Psql(command), StringComparison.Ordinal);
    }
}
