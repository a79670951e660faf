namespace SqlInference.Sidecar.Tests;

/// <summary>A sidecar for all tests of a class, which use tables of their own.</summary>
public sealed class OnePlace : IAsyncLifetime
{
    public SidecarPlace Place { get; private set; } = null!;

    public async Task InitializeAsync() => Place = await SidecarPlace.StartAsync();

    public async Task DisposeAsync() => await Place.DisposeAsync();
}
