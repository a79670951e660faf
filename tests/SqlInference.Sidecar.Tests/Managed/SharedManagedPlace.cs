namespace SqlInference.Sidecar.Tests.Managed;

/// <summary>One server and one sidecar for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class SharedManagedPlace : ICollectionFixture<ManagedPlace>
{
    public const string Name = "managed";
}
