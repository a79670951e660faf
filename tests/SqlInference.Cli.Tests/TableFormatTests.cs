namespace SqlInference.Cli.Tests;

public sealed class TableFormatTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void Columns_are_aligned_numbers_to_the_right_and_nulls_spelled_out()
    {
        var result = _command.Run("run", "-c", "SELECT * FROM (VALUES (1, 'one', 1.50), (10, NULL, NULL), (-100, '', 0.25)) t(n, \"some text\", d)");

        Assert.Equal(
            "    n | some text |    d\n" +
            "------+-----------+------\n" +
            "    1 | one       | 1.50\n" +
            "   10 | NULL      | NULL\n" +
            " -100 |           | 0.25\n" +
            "(3 rows)\n\n", result.Output);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Wide_characters_take_their_cells_and_hidden_ones_are_escaped()
    {
        var result = _command.Run("run", "-c",
            "SELECT * FROM (VALUES ('日本語', 1), ('👩‍👩‍👧 e\u0301', 2), (E'two\\nlines\\t\\x1b[31m', 3), ('\u202Eabc', 4)) t(text, n)");

        Assert.Equal(
            " text                 | n\n" +
            "----------------------+---\n" +
            " 日本語               | 1\n" +
            " 👩‍👩‍👧 e\u0301                 | 2\n" +
            " two\\nlines\\t\\x1B[31m | 3\n" +
            " \\u202Eabc            | 4\n" +
            "(4 rows)\n\n", result.Output);
    }

    [Fact]
    public void Long_results_are_shown_in_part_but_counted_in_full()
    {
        var some = _command.Run("run", "--max-rows", "2", "-c", "SELECT range AS n FROM range(12345)");
        Assert.Equal(" n\n---\n 0\n 1\n(12345 rows, 2 shown)\n\n", some.Output);

        var usual = _command.Run("run", "-c", "SELECT range AS n FROM range(10320)");
        Assert.Equal(40, usual.Output.Split('\n').Count(line => int.TryParse(line, out _)));
        Assert.EndsWith("\n(10320 rows, 40 shown)\n\n", usual.Output, StringComparison.Ordinal);

        var all = _command.Run("run", "--max-rows", "0", "-c", "SELECT range AS n FROM range(12345)");
        Assert.EndsWith("\n 12344\n(12345 rows)\n\n", all.Output, StringComparison.Ordinal);
        Assert.Equal(12345 + 4, all.Output.Count(c => c == '\n'));
    }

    [Fact]
    public void Commands_answer_with_their_tag()
    {
        var result = _command.Run("run", "-c",
            """
            CREATE TABLE t (a int);
            -- a comment in front
            INSERT INTO t VALUES (1), (2), (3);
            UPDATE t SET a = a + 1 WHERE a > 1;
            DELETE FROM t WHERE a = 4;
            CREATE OR REPLACE TEMP VIEW v AS FROM t;
            ALTER TABLE t ADD COLUMN b text;
            BEGIN; COMMIT; CHECKPOINT;
            COPY t TO 'copy.csv';
            DROP VIEW v;
            SET threads = 1;
            DROP MODEL IF EXISTS nothing;
            """);

        Assert.Equal(
            "CREATE TABLE\nINSERT 3\nUPDATE 2\nDELETE 1\nCREATE VIEW\nALTER TABLE\nBEGIN\nCOMMIT\nCHECKPOINT\nCOPY 2\nDROP VIEW\nSET\nDROP MODEL\n",
            result.Output);
        Assert.Equal("notice: There is no model public.nothing: nothing done.\n", result.Error);
    }

    [Fact]
    public void Results_without_rows_have_a_header_and_plans_are_drawn()
    {
        var result = _command.Run("run", "-c", "SELECT 1 AS a WHERE false; EXPLAIN SELECT 42; INSERT INTO range VALUES (1)");

        Assert.StartsWith(" a\n---\n(0 rows)\n\n┌─", result.Output, StringComparison.Ordinal);
        Assert.Contains("42", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\\n", result.Output, StringComparison.Ordinal);
    }
}
