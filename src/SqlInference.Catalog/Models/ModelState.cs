namespace SqlInference.Catalog;

/// <summary>The life of a model. While a replacement is being made the model stays <see cref="Ready"/>.</summary>
public enum ModelState
{
    Created,
    Training,
    Ready,
    Failed,
}
