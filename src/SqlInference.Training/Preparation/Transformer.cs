namespace SqlInference.Training.Preparation;

/// <summary>What can be done to columns before a model sees them, by the names that PREPROCESSORS has for it.</summary>
public enum Transformer
{
    OneHotEncoder,
    OrdinalEncoder,
    NumericPassthrough,
    DateTimeVectorizer,
    TextVectorizer,
    Imputer,
    ImputerWithIndicator,
    StandardScaler,
    MinMax,
    Normalizer,
    PCA,
}
