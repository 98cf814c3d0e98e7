"""What is due: rules by population and period, and due against done."""
