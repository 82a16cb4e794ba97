"""ebXML Message Service 2.0 as Digikoppeling profiles it; `endpoint` is the face of this room."""
