namespace SqlInference.Service.Hosting;

/// <summary>What SHOW MODEL says of a model as this process serves it.</summary>
public sealed record ServedModel(string Device, long RowsServed, long DuplicatesDropped);
