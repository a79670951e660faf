using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>What the extension's own suite (<c>make installcheck</c>) tests.</summary>
[Collection(OnePostgres.Name)]
public sealed class RegressionSuiteTests(PostgresFixture postgres)
{
    [PostgresFact]
    public void The_regression_suite_passes() => postgres.Cluster.RunRegressionSuite();
}
