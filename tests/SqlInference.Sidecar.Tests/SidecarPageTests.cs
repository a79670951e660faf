using SqlInference.Docs.Tests;

namespace SqlInference.Sidecar.Tests;

/// <summary>What docs/sidecar.md shows of psql is what psql shows.</summary>
public sealed class SidecarPageTests(OnePlace one) : IClassFixture<OnePlace>
{
    const string Page = "docs/sidecar.md";

    [PsqlFact]
    public void Sql_of_the_page_runs_and_prints_what_is_shown()
    {
        foreach (var block in SqlBlock.In(Repository.Read(Page), "plpgsql"))
        {
            var printed = SidecarPlace.Run(one.Place.Client("psql", "admin", ["-X", "-q", "-c", block.Sql]));
            if (block.Output is { } output)
                Printed.AssertAsShown(Page, block.Line, output, printed);
        }
    }
}
