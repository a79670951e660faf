using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SqlInference.Language.Tests;

public sealed class RoundTripTests
{
    static readonly Config Thousands = Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(20240615, 1);

    [Fact]
    public void Printed_statement_parses_to_the_same_tree() =>
        Prop.ForAll(StatementGenerator.Statements.ToArbitrary(), tree => tree.Equals(StatementParser.Parse(tree.ToString()))).Check(Thousands);

    [Fact]
    public void Printed_statement_is_one_statement_of_a_script_and_ours() =>
        Prop.ForAll(StatementGenerator.Statements.ToArbitrary(), tree =>
        {
            var script = $"SELECT 1;\n{tree};\nSELECT 2";
            var statements = ScriptSplitter.Split(script);
            return statements.Count == 3 && statements[1].IsModelStatement && StatementParser.Parse(script, statements[1]).Equals(tree);
        }).Check(Thousands);

    [Fact]
    public void Comments_between_words_change_nothing() =>
        Prop.ForAll(StatementGenerator.Statements.Where(tree => tree is not UsingFunction and not CreateModel { Source: TrainSource { Data: QueryData } }).ToArbitrary(), tree =>
        {
            var text = tree.ToString();
            var respelled = new StringBuilder("/* a */");
            for (var token = SqlLexer.Next(text, 0, SqlDialect.PostgreSql); token.Kind != TokenKind.End; token = SqlLexer.Next(text, token.End, SqlDialect.PostgreSql))
                respelled.Append(token.In(text)).Append("/* b /* c */ */-- d\n");
            return tree.Equals(StatementParser.Parse(respelled.ToString()));
        }).Check(Thousands);
}
