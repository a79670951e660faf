namespace SqlInference.TestKit;

/// <summary>Tests that look at the memory of the whole process, and so run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class RunAlone
{
    public const string Name = "alone";
}
