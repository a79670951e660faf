using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A server whose extension is compiled with sanitizers.</summary>
public sealed class SanitizedPostgres : PostgresFixture
{
    protected override PostgresInstallation? Installation => PostgresInstallation.WhyNotSanitized is null ? PostgresInstallation.Sanitized : null;
}

/// <summary>A test that is skipped, saying why, where there is no PostgreSQL server or no sanitizer.</summary>
public sealed class SanitizerFactAttribute : FactAttribute
{
    public SanitizerFactAttribute() => Skip = PostgresInstallation.WhyNotSanitized;
}

public sealed class SanitizerTheoryAttribute : TheoryAttribute
{
    public SanitizerTheoryAttribute() => Skip = PostgresInstallation.WhyNotSanitized;
}
