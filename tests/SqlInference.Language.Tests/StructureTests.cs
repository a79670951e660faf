namespace SqlInference.Language.Tests;

/// <summary>Reading does not recurse and looks at no character twice, so size and depth of a script do not matter.</summary>
public sealed class StructureTests
{
    const int Depth = 1_000_000;

    [Theory]
    [InlineData("/*", "*/")]
    [InlineData("(", ")")]
    public void Nesting_is_limited_by_memory_only(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, Depth)) + " 1 " + string.Concat(Enumerable.Repeat(close, Depth));
        var script = $"SELECT 1 + {nested}; CREATE MODEL m FROM (SELECT 1 {nested}) TARGET y FUNCTION f;";
        var statements = ScriptSplitter.Split(script);
        Assert.Equal([StatementKind.PassThrough, StatementKind.CreateModel], statements.Select(statement => statement.Kind));
        var source = Assert.IsType<TrainSource>(Assert.IsType<CreateModel>(StatementParser.Parse(script, statements[1])).Source);
        Assert.Equal($"SELECT 1 {nested}", Assert.IsType<QueryData>(source.Data).Text);
    }

    [Theory]
    [InlineData("/*")]
    [InlineData("(")]
    [InlineData("CASE ")]
    [InlineData("$a")]
    [InlineData("$a$b")]
    [InlineData("'")]
    [InlineData("\"'")]
    [InlineData("[")]
    [InlineData("GO ")]
    [InlineData("\nGO x")]
    [InlineData("E'\\")]
    public void Repeated_openings_are_read_to_the_end(string opening)
    {
        foreach (var dialect in new[] { SqlDialect.PostgreSql, SqlDialect.SqlServer })
        {
            var script = "SELECT " + string.Concat(Enumerable.Repeat(opening, Depth));
            var last = ScriptSplitter.Split(script, dialect)[^1];
            Assert.Equal(script.TrimEnd().Length, script[..last.End].TrimEnd().Length);
        }
    }

    [Fact]
    public void Many_statements_on_one_line_have_their_columns()
    {
        var statements = ScriptSplitter.Split(string.Concat(Enumerable.Repeat("SELECT 1; ", 200_000)));
        Assert.Equal((200_000, 1, 1_999_991), (statements.Count, statements[^1].Line, statements[^1].Column));
    }

    [Fact]
    public void The_lexer_never_hands_out_the_same_character_twice()
    {
        foreach (var name in TestScripts.Names)
        {
            var script = TestScripts.Read(name);
            var end = 0;
            for (var token = SqlLexer.Next(script, 0, TestScripts.DialectOf(name)); token.Kind != TokenKind.End; token = SqlLexer.Next(script, end, TestScripts.DialectOf(name)))
            {
                Assert.True(token.Start >= end && token.Length > 0 && token.IsClosed);
                end = token.End;
            }
        }
    }
}
