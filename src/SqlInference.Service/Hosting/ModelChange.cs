using SqlInference.Catalog;

namespace SqlInference.Service.Hosting;

/// <summary>What a statement is about to do to a model. Null after it: the model goes.</summary>
sealed record ModelChange(ModelRecord Before, ServingVersion? After);
