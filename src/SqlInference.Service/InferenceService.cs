using SqlInference.Catalog;
using SqlInference.Service.Background;
using SqlInference.Service.Hosting;
using SqlInference.Service.Remote;
using SqlInference.Training.Boosting;

namespace SqlInference.Service;

/// <summary>The service's parts that live as long as it does: what it knows, what it keeps, what it has loaded.</summary>
public sealed class InferenceService : IDisposable
{
    public InferenceService(ICatalog catalog, ArtifactStore artifacts, ServiceOptions options)
    {
        Catalog = catalog;
        Artifacts = artifacts;
        Options = options;
        Remote = new RemoteServices(options.Remote);
        Host = new ModelHost(catalog, artifacts, Remote, options);
        Published = new PublishedModels(this);
        Trainings = new TrainingsUnderWay(options);
        if (options.XGBoostLibrary is { } library)
            XGBoostLibrary.Path = library;
    }

    public ICatalog Catalog { get; }

    public ArtifactStore Artifacts { get; }

    public ServiceOptions Options { get; }

    public RemoteServices Remote { get; }

    public ModelHost Host { get; }

    public PublishedModels Published { get; }

    public TrainingsUnderWay Trainings { get; }

    public void Dispose()
    {
        Trainings.Dispose();
        Published.Dispose();
        Host.Dispose();
        Remote.Dispose();
        Catalog.Dispose();
    }
}
