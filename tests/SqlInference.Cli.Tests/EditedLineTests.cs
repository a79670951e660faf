using System.Text;
using SqlInference.Cli.Shell;
using SqlInference.Language;

namespace SqlInference.Cli.Tests;

public sealed class EditedLineTests
{
    [Fact]
    public void The_cursor_moves_by_characters_as_people_see_them()
    {
        var line = new EditedLine();
        line.Set("a👩‍👩‍👧e\u0301");
        line.Left();
        line.Left();
        Assert.Equal(1, line.Cursor);
        line.Delete();
        Assert.Equal("ae\u0301", line.Text);
        line.ToEnd();
        line.Backspace();
        Assert.Equal("a", line.Text);
        line.Backspace();
        line.Backspace();
        line.Left();
        line.Delete();
        Assert.Equal("", line.Text);
    }

    [Fact]
    public void Words_and_ends_are_killed_and_yanked()
    {
        var line = new EditedLine();
        line.Set("SELECT a, b.c  ");
        line.KillWord();
        Assert.Equal("SELECT a, ", line.Text);
        line.Yank();
        line.Yank();
        Assert.Equal("SELECT a, b.c  b.c  ", line.Text);
        line.WordLeft();
        line.WordLeft();
        line.KillToEnd();
        Assert.Equal("SELECT a, b.c  ", line.Text);
        line.WordLeft();
        line.KillToStart();
        Assert.Equal(("c  ", 0), (line.Text, line.Cursor));
        line.WordRight();
        Assert.Equal(1, line.Cursor);
    }

    [Fact]
    public void Keys_are_read_from_what_terminals_send()
    {
        var bytes = Encoding.UTF8.GetBytes("aé日😀\r\u007F\e[A\eOB\e[1;5D\e[3~\eb\e[99X\u0001\t");
        var reader = new KeyReader(new MemoryStream([.. bytes, 0xC3, (byte)'(']));

        var keys = new List<Key>();
        for (var key = reader.Read(); key.Kind != KeyKind.End; key = reader.Read())
            keys.Add(key);

        Assert.Equal(
        [
            new(KeyKind.Text, "a"), new(KeyKind.Text, "é"), new(KeyKind.Text, "日"), new(KeyKind.Text, "😀"), new(KeyKind.Enter),
            new(KeyKind.Backspace), new(KeyKind.Up), new(KeyKind.Down), new(KeyKind.WordLeft), new(KeyKind.Delete), new(KeyKind.WordLeft),
            new(KeyKind.Unknown), Key.Control('A'), new(KeyKind.Text, "\t"), new(KeyKind.Text, "\uFFFD("),
        ], keys);
    }

    [Theory]
    [InlineData("SELECT 1;", 1, true)]
    [InlineData("SELECT 1; SELECT 2; -- done", 2, true)]
    [InlineData("SELECT ';'", 0, false)]
    [InlineData("SELECT 1; SELECT '", 1, false)]
    [InlineData("SELECT $$;", 0, false)]
    [InlineData("/* ; */", 0, true)]
    [InlineData("-- ;", 0, true)]
    [InlineData("", 0, true)]
    [InlineData("SELECT 1", 0, false)]
    public void Statements_end_at_their_semicolon(string line, int complete, bool isEmpty)
    {
        var buffer = new StatementBuffer(SqlDialect.Embedded);
        var (_, statements) = buffer.Add(line);
        Assert.Equal((complete, isEmpty), (statements.Count, buffer.IsEmpty));
    }

    [Fact]
    public void A_statement_may_take_several_lines()
    {
        var buffer = new StatementBuffer(SqlDialect.Embedded);
        Assert.Empty(buffer.Add("SELECT 'a;").Statements);
        Assert.Empty(buffer.Add("b',").Statements);
        var (text, statements) = buffer.Add("2; SELECT 3");
        Assert.Equal("SELECT 'a;\nb',\n2;", Assert.Single(statements).In(text).ToString());
        Assert.Equal(" SELECT 3\n", buffer.TakeRest().Text);
        Assert.True(buffer.IsEmpty);
    }
}
