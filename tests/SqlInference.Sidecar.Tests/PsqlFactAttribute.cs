namespace SqlInference.Sidecar.Tests;

/// <summary>A test that is skipped, saying why, where psql is not installed.</summary>
public sealed class PsqlFactAttribute : FactAttribute
{
    public PsqlFactAttribute() => Skip = WhyNot;

    public static string? WhyNot { get; } = File.Exists("/usr/bin/psql") ? null : "psql is not installed; deploy-scripts/test.sh installs postgresql-15, which has it";
}

/// <inheritdoc cref="PsqlFactAttribute"/>
public sealed class PsqlTheoryAttribute : TheoryAttribute
{
    public PsqlTheoryAttribute() => Skip = PsqlFactAttribute.WhyNot;
}
