namespace SqlInference.Language.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData("Reviews", false, IdentifierFolding.Lower, "reviews")]
    [InlineData("ÉCOLE", false, IdentifierFolding.Lower, "École")]
    [InlineData("Reviews", false, IdentifierFolding.Upper, "REVIEWS")]
    [InlineData("Reviews", false, IdentifierFolding.AsIs, "Reviews")]
    [InlineData("Reviews", true, IdentifierFolding.Lower, "Reviews")]
    [InlineData("Reviews", true, IdentifierFolding.Upper, "Reviews")]
    public void Name_folds_as_the_host_folds_it(string text, bool isQuoted, IdentifierFolding folding, string folded) =>
        Assert.Equal(folded, new Identifier(text, isQuoted).Fold(folding));

    [Fact]
    public void Hosts_fold_differently()
    {
        Assert.Equal(IdentifierFolding.Lower, SqlDialect.PostgreSql.Folding);
        Assert.Equal(IdentifierFolding.AsIs, SqlDialect.Embedded.Folding);
        Assert.Equal(IdentifierFolding.AsIs, SqlDialect.SqlServer.Folding);
    }

    [Theory]
    [InlineData("m", null, null, "m")]
    [InlineData("s . m", null, "s", "m")]
    [InlineData("d.s.\"m.\"\"n\"", "d", "s", "m.\"n")]
    public void Qualified_name_is_read_from_text(string text, string? database, string? schema, string name)
    {
        var qualified = QualifiedName.Parse(text);
        Assert.Equal((database, schema, name), (qualified.Database?.Text, qualified.Schema?.Text, qualified.Name.Text));
        Assert.Equal(qualified, QualifiedName.Parse(qualified.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".m")]
    [InlineData("m.")]
    [InlineData("a b")]
    [InlineData("m; DROP TABLE t")]
    [InlineData("a.b.c.d")]
    [InlineData("'m'")]
    public void Text_that_is_no_name_is_refused(string text) =>
        Assert.Throws<LanguageException>(() => QualifiedName.Parse(text));

    [Theory]
    [InlineData("'it''s'", "it's")]
    [InlineData("N'ü'", "ü")]
    [InlineData("E'a\\'b\\\\c\\n\\t\\x41\\u00e9\\U0001F600\\101\\q'''", "a'b\\c\n\tAé😀Aq'")]
    [InlineData("$$it's$$", "it's")]
    [InlineData("$a$ $$ $b$ $a$", " $$ $b$ ")]
    [InlineData("'back\\slash'", "back\\slash")]
    public void String_is_read_without_quotes_and_escapes(string text, string value) =>
        Assert.Equal(value, Assert.IsType<DropEndpoint>(StatementParser.Parse($"DROP ENDPOINT {text}")).Name);

    [Fact]
    public void Backslashes_escape_in_their_dialects_only()
    {
        const string Text = "DROP ENDPOINT E'a'";
        Assert.IsType<DropEndpoint>(StatementParser.Parse(Text, SqlDialect.Embedded));
        Assert.Throws<LanguageException>(() => StatementParser.Parse("DROP ENDPOINT IF EXISTS E'a'", SqlDialect.SqlServer));
    }
}
