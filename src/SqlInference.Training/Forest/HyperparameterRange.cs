using SqlInference.Errors;

namespace SqlInference.Training.Forest;

static class HyperparameterRange
{
    public static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidHyperparameter,
                $"Hyperparameter {name} of a random cut forest is {value}; it has to be from {least} to {most}.",
                $"Give {name} a value from {least} to {most}, or leave it out.");
        }
    }
}
