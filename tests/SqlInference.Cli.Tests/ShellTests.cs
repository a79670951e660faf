namespace SqlInference.Cli.Tests;

public sealed class ShellTests : IDisposable
{
    const string Prompt = "sqlinference> ";
    const string ControlC = "\u0003";
    const string ControlD = "\u0004";
    const string Up = "\e[A";
    const string Forever = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3;";

    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void Piped_statements_run_without_prompts_until_the_end()
    {
        var result = _command.RunWithInput(
            """
            SELECT 1 AS a; SELECT
              2 AS b;
            \format csv
            SELECT 'semi;colon' AS c; -- comment;
            CREATE TABLE t (x int);
            \d
            \d t
            SELECT nonsense;
            SHOW MODEL missing;
            SELECT 'last' AS d
            """, "shell");

        Assert.Equal(
            " a\n---\n 1\n(1 row)\n\n b\n---\n 2\n(1 row)\n\n" +
            "c\nsemi;colon\n\nschema,name,kind\npublic,t,table\n\n" +
            "column_name,column_type,null,key,default,extra\nx,INTEGER,YES,,,\n\nd\nlast\n", result.Output);
        Assert.StartsWith("error SI008 database_error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nerror SI101 unknown_model: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Backslash_commands_do_what_help_says()
    {
        _command.Write("inner.sql", "SELECT 5 AS five;\nSELECT 1 / nonsense;");

        var result = _command.RunWithInput("\\?\n\\i inner.sql\n\\i missing.sql\n\\nonsense\n\\dm\n\\timing\n\\timing\n\\q\nSELECT 6;", "shell");

        Assert.Contains("\\dm             models", result.Output, StringComparison.Ordinal);
        Assert.Contains(" five\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(" Schema Name | Model Name\n-------------+------------\n(0 rows)\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("6", result.Output, StringComparison.Ordinal);
        Assert.Contains("inner.sql:2:", result.Error, StringComparison.Ordinal);
        Assert.Contains("missing.sql", result.Error, StringComparison.Ordinal);
        Assert.Contains("'\\nonsense' is no command", result.Error, StringComparison.Ordinal);
        Assert.Contains("Timing is on.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_edited_and_remembered()
    {
        using (var shell = new TerminalShell(_command))
        {
            shell.Expect("\\? for help");
            shell.Expect(Prompt);
            shell.Send("ELECT 12 AS twelv\u0001S\u0005e;\r");
            shell.Expect(" twelve\r\n--------\r\n     12\r\n(1 row)");
            shell.Expect(Prompt);
            shell.Send(Up + "\e[D AND MORE\u0005\u0015SELECT 3 +\r");
            shell.Expect("         -> ");
            shell.Send("4 AS sum\u0017\u0017\u0017nonsense\u007F\u007F\u007F\u007F\u007F\u007F\u007F\u007F8 AS sum;\r");
            shell.Expect(" sum\r\n-----\r\n  11\r\n");
            shell.Expect(Prompt);
            shell.Send("\u0012twel");
            shell.Expect("ELECT 12");
            shell.Send("\r");
            shell.Expect(" twelve\r\n");
            shell.Expect(Prompt);
            shell.Send(ControlD);
            Assert.Equal(0, shell.WaitForExit());
        }

        var history = Path.Combine(_command.Folder, ".sqlinference", "shell_history");
        Assert.Equal("SELECT 12 AS twelve;", File.ReadLines(history).First());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(history));

        using var again = new TerminalShell(_command);
        again.Expect(Prompt);
        again.Send(Up + "\r");
        again.Expect(" twelve\r\n");
    }

    [Fact]
    public void Pasted_scripts_run_as_if_they_had_been_typed()
    {
        using var shell = new TerminalShell(_command);
        shell.Expect(Prompt);
        shell.Send("\e[200~SELECT 'a\tb' AS x,\n  2 AS y; SELECT '日本' AS \"x😀\";\nSELECT 4\e[201~4 AS z;\r");
        shell.Expect(" a\\tb | 2\r\n");
        shell.Expect(" 日本\r\n");
        shell.Expect(" 44\r\n");
        shell.Expect(Prompt);
    }

    [Fact]
    public void Control_C_cancels_what_runs_and_twice_quits()
    {
        using var shell = new TerminalShell(_command);
        shell.Expect(Prompt);
        shell.Send(Forever + "\r");
        shell.Expect("Running ");
        shell.Send(ControlC);
        shell.Expect("cancelled\r\n");
        shell.Expect(Prompt);
        shell.Send("SELECT 1 +\r");
        shell.Expect("         -> ");
        shell.Send("half a line" + ControlC);
        shell.Expect(Prompt);
        shell.Send("SELECT NULL AS still, 7 AS alive;\r");
        shell.Expect("\e[2mNULL\e[0m");
        shell.Expect("7\r\n");
        shell.Expect(Prompt);
        shell.Send(ControlC);
        shell.Expect("Ctrl-C again");
        shell.Expect(Prompt);
        shell.Send(ControlC);
        Assert.Equal(130, shell.WaitForExit());
    }

    [Fact]
    public void Long_texts_are_cut_on_a_terminal_only()
    {
        using (var shell = new TerminalShell(_command))
        {
            shell.Expect(Prompt);
            shell.Send("SELECT repeat('ab', 50) AS t;\r");
            shell.Expect($" {string.Concat(Enumerable.Repeat("ab", 39))}a…\r\n");
            shell.Send("\\q\r");
            Assert.Equal(0, shell.WaitForExit());
        }

        Assert.Contains(new string('a', 100), _command.Run("run", "-c", "SELECT repeat('a', 100) AS t").Output, StringComparison.Ordinal);
    }
}
