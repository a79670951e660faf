namespace SqlInference.TestKit;

/// <summary>A test that is skipped, saying why, where no small file system can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.WhyNot;
}

/// <inheritdoc cref="SmallDiskFactAttribute"/>
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.WhyNot;
}

/// <summary>A test that is skipped, saying why, where nobody but the superuser can be had.</summary>
public sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute() => Skip = Unprivileged.WhyNot;
}

/// <summary>A test that is skipped elsewhere than on Linux.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "what it looks at exists on Linux only";
}

/// <summary>A test that is skipped where it runs as the superuser, who may write anywhere, or without Unix file modes.</summary>
public sealed class NotSuperuserFactAttribute : FactAttribute
{
    public NotSuperuserFactAttribute() => Skip = !OperatingSystem.IsLinux() ? "rights are taken away by Unix file modes; this is not Linux"
        : Environment.IsPrivilegedProcess ? "the superuser may write anywhere; run the tests as another user" : null;
}

/// <summary>A test that is skipped, saying why, where Amazon's own clients are not installed.</summary>
public sealed class AwsClientsFactAttribute : FactAttribute
{
    public AwsClientsFactAttribute() => Skip = AwsClients.WhyNot;
}

/// <summary>A test that is skipped, saying why, where no PostgreSQL server can be started.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresInstallation.WhyNot;
}

/// <inheritdoc cref="PostgresFactAttribute"/>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresInstallation.WhyNot;
}
