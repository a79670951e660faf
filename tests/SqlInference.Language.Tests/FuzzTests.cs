using System.Text;
using SqlInference.Errors;

namespace SqlInference.Language.Tests;

/// <summary>Real scripts, damaged at random but repeatably: nothing may throw, hang or point outside the text.</summary>
public sealed class FuzzTests
{
    const int Rounds = 4000;

    static readonly SqlDialect[] Dialects = [SqlDialect.Embedded, SqlDialect.PostgreSql, SqlDialect.SqlServer];

    static readonly string[] Pieces =
        ["'", "''", "\"", "$$", "$a$", "$", "/*", "*/", "--", "\n", "\r\nGO\r\n", "GO 3", "(", ")", "[", "]", "[]", ";", ":", "E'", "N'", "\\",
         "\0", "\uD83D", "\uDE00", "😀", "\u00A0", "\uFEFF", " CREATE MODEL ", " DROP MODEL ", " GRANT ", " ON MODEL ", " USING FUNCTION ",
         " COPY ", " FORMAT ", " BEGIN ATOMIC ", " CASE ", " END ", " FROM ", " TARGET ", " FUNCTION ", " RETURNS ", " SETTINGS ", "1e", ".5.", "-"];

    public static TheoryData<string> Scripts => [.. TestScripts.Names];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Damaged_script_is_split_without_losing_a_character(string name)
    {
        foreach (var (script, dialect) in Damaged(name))
        {
            var rebuilt = new StringBuilder();
            var end = 0;
            foreach (var statement in ScriptSplitter.Split(script, dialect))
            {
                Assert.InRange(statement.Start, end, script.Length);
                Assert.InRange(statement.Length, 1, script.Length - statement.Start);
                rebuilt.Append(script, end, statement.Start - end).Append(script, statement.Start, statement.Length);
                end = statement.End;
            }

            Assert.Equal(script, rebuilt.Append(script, end, script.Length - end).ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Damaged_script_is_read_as_tokens_in_order(string name)
    {
        foreach (var (script, dialect) in Damaged(name))
        {
            var end = 0;
            for (var token = SqlLexer.Next(script, 0, dialect); token.Kind != TokenKind.End; token = SqlLexer.Next(script, token.End, dialect))
            {
                Assert.InRange(token.Start, end, script.Length - 1);
                Assert.InRange(token.Length, 1, script.Length - token.Start);
                Assert.True(token.IsClosed || token.End == script.Length);
                end = token.End;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Damaged_statement_parses_or_is_refused_with_its_place(string name)
    {
        var refused = 0;
        foreach (var (script, dialect) in Damaged(name))
        {
            var lines = script.Count(c => c is '\n' or '\r') + 1;
            foreach (var statement in ScriptSplitter.Split(script, dialect))
            {
                try
                {
                    var tree = StatementParser.Parse(script, statement, dialect);
                    Assert.Equal(tree, StatementParser.Parse(tree.ToString(), dialect));
                }
                catch (LanguageException error)
                {
                    refused++;
                    Assert.InRange(error.Line, 1, lines);
                    Assert.InRange(error.Column, 1, script.Length + 1);
                    Assert.NotEqual(ErrorKind.Internal, error.Condition.Kind);
                    Assert.EndsWith("^", error.Message, StringComparison.Ordinal);
                }
            }
        }

        Assert.True(refused > Rounds / 2, $"only {refused} statements were refused");
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Damaged_query_prints(string name)
    {
        foreach (var (script, dialect) in Damaged(name).Take(Rounds / 4))
            Assert.DoesNotContain("", QueryPrinter.Lines(script, dialect));
    }

    static IEnumerable<(string Script, SqlDialect Dialect)> Damaged(string name)
    {
        var original = TestScripts.Read(name);
        var random = new Random(original.Length);
        for (var round = 0; round < Rounds; round++)
        {
            var script = original;
            for (var damage = random.Next(1, 6); damage > 0; damage--)
                script = Damage(script, random);
            yield return (script, Dialects[round % Dialects.Length]);
        }
    }

    static string Damage(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(40), text.Length - at);
        return random.Next(4) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, text.Substring(random.Next(text.Length + 1 - length), length)),
            2 => text[..at],
            _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
        };
    }
}
