namespace SqlInference.Catalog;

/// <summary>Hears of the points between which a process may die.</summary>
interface IStepObserver
{
    void Reached(string step);
}
